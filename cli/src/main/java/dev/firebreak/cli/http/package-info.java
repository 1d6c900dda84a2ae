/**
 * The server's API as the tool uses it: requests out, trees of JSON or a sentence of trouble in.
 */
@NullMarked
package dev.firebreak.cli.http;

import org.jspecify.annotations.NullMarked;

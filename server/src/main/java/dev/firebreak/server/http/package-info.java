/** The web server: listening, limits, tokens, errors. */
@NullMarked
package dev.firebreak.server.http;

import org.jspecify.annotations.NullMarked;

/** What operators and programs speak. */
@NullMarked
package dev.firebreak.server.api;

import org.jspecify.annotations.NullMarked;

/** Puts the parts together, starts them, and drains them. */
@NullMarked
package dev.firebreak.server.boot;

import org.jspecify.annotations.NullMarked;

/** The one owner of the state: observe, decide, make durable, apply, tell. */
@NullMarked
package dev.firebreak.server.loop;

import org.jspecify.annotations.NullMarked;

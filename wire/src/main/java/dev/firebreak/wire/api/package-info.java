/** The JSON of the programming interface, shared by server and tool. */
@NullMarked
package dev.firebreak.wire.api;

import org.jspecify.annotations.NullMarked;

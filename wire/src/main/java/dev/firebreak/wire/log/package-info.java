/** The bytes of one entry of the log: an observation and the facts that follow from it. */
@NullMarked
package dev.firebreak.wire.log;

import org.jspecify.annotations.NullMarked;

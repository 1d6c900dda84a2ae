/** What devices send and are sent, byte for byte, in the device protocol. */
@NullMarked
package dev.firebreak.wire.ddi;

import org.jspecify.annotations.NullMarked;

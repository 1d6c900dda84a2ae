/** Bytes to core values and back; limits sizes, opens neither socket nor file. */
@NullMarked
package dev.firebreak.wire;

import org.jspecify.annotations.NullMarked;

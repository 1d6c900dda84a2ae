/** Conditions in CEL: compiled once, limited in cost; only an exact true counts. */
@NullMarked
package dev.firebreak.wire.cel;

import org.jspecify.annotations.NullMarked;

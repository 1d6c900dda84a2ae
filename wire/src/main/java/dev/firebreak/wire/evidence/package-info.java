/** Signed envelopes (DSSE) and the statements in them, opened into values that say who vouches. */
@NullMarked
package dev.firebreak.wire.evidence;

import org.jspecify.annotations.NullMarked;

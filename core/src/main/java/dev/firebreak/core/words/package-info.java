/** The small values that every step speaks: who, what, where, how much, and why. */
@NullMarked
package dev.firebreak.core.words;

import org.jspecify.annotations.NullMarked;

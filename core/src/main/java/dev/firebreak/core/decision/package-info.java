/** The rollout itself: observations in; facts and orders out. */
@NullMarked
package dev.firebreak.core.decision;

import org.jspecify.annotations.NullMarked;

/**
 * What was proved about a release, by whom, where and when; everything here is already verified.
 */
@NullMarked
package dev.firebreak.core.evidence;

import org.jspecify.annotations.NullMarked;

/** The built jar, run as a user runs it. */
@NullMarked
package dev.firebreak.trial;

import org.jspecify.annotations.NullMarked;

/** Whom not to expose for now, although the plan would allow it. */
@NullMarked
package dev.firebreak.core.hold;

import org.jspecify.annotations.NullMarked;

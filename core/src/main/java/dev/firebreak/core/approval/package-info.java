/** Who may say yes to a plan, who did, and to which digest; vetoes too. */
@NullMarked
package dev.firebreak.core.approval;

import org.jspecify.annotations.NullMarked;

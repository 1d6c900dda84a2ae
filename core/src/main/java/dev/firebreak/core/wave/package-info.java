/** Who may be exposed next: the one place that spends a budget. */
@NullMarked
package dev.firebreak.core.wave;

import org.jspecify.annotations.NullMarked;

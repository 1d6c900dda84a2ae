/** What is shipped: artifacts sealed under one digest. */
@NullMarked
package dev.firebreak.core.release;

import org.jspecify.annotations.NullMarked;

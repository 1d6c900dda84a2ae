/** The ten laws over random histories, watched from outside; and broken cores that they catch. */
@NullMarked
package dev.firebreak.core.laws;

import org.jspecify.annotations.NullMarked;

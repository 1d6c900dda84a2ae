/** The digest that an approval of a plan signs. */
@NullMarked
package dev.firebreak.wire.plan;

import org.jspecify.annotations.NullMarked;

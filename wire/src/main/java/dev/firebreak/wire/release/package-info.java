/** The canonical bytes by which releases and plans get their digests. */
@NullMarked
package dev.firebreak.wire.release;

import org.jspecify.annotations.NullMarked;

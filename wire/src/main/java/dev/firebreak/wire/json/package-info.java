/** One way to read and write JSON: canonical out, strict in. */
@NullMarked
package dev.firebreak.wire.json;

import org.jspecify.annotations.NullMarked;

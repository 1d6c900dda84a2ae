/** The files that people write, read strictly: each mistake with its line and what to write. */
@NullMarked
package dev.firebreak.wire.file;

import org.jspecify.annotations.NullMarked;

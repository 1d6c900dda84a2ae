/** Where facts become durable, in order. */
@NullMarked
package dev.firebreak.server.journal;

import org.jspecify.annotations.NullMarked;

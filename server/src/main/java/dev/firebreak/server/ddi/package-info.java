/** What devices speak: polling, offers, feedback, downloads. */
@NullMarked
package dev.firebreak.server.ddi;

import org.jspecify.annotations.NullMarked;

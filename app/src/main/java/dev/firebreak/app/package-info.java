/** The one door of the jar: hands each command to the tool or to the server. */
@NullMarked
package dev.firebreak.app;

import org.jspecify.annotations.NullMarked;

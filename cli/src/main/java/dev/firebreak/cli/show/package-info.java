/** What people read: pictures and tables as lines of text, made of values alone. */
@NullMarked
package dev.firebreak.cli.show;

import org.jspecify.annotations.NullMarked;

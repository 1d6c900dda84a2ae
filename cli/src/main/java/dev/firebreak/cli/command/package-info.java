/** The verbs: what each takes, which call of the API it makes, and what it says of the answer. */
@NullMarked
package dev.firebreak.cli.command;

import org.jspecify.annotations.NullMarked;

/** The operator's tool: one class for each verb, one class that may print. */
@NullMarked
package dev.firebreak.cli;

import org.jspecify.annotations.NullMarked;

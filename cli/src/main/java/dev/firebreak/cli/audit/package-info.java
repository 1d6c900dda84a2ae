/** Checks a log without believing its server: the chain anew, and each decision decided again. */
@NullMarked
package dev.firebreak.cli.audit;

import org.jspecify.annotations.NullMarked;

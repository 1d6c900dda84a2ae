/** What is to be approved: waves, budgets, windows, health rule, and the digest of it all. */
@NullMarked
package dev.firebreak.core.plan;

import org.jspecify.annotations.NullMarked;

/**
 * Whether the policy lets a release out, given the evidence: cleared, or denied with its reasons.
 */
@NullMarked
package dev.firebreak.core.gate;

import org.jspecify.annotations.NullMarked;

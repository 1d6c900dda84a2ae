package dev.firebreak.core.hold;

import dev.firebreak.core.plan.Window;
import dev.firebreak.core.words.Customer;
import dev.firebreak.core.words.Digest;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a customer allows on its machines; it binds every kind of release, content included.
 *
 * @param customer whose
 * @param digest SHA-256 of the canonical form
 * @param optOut names of releases that its machines never get; {@code *} = all
 * @param pins release name → the one version that its machines may get
 * @param deferVersions how many newer versions of the same release must be sealed first (N-1 = 1)
 * @param windows when its machines may be offered anything; empty = always
 */
public record CustomerPolicy(
        Customer customer,
        Digest digest,
        List<String> optOut,
        Map<String, String> pins,
        int deferVersions,
        List<Window> windows) {
    public CustomerPolicy {
        optOut = List.copyOf(optOut);
        pins = new TreeMap<>(pins);
        windows = List.copyOf(windows);
    }
}

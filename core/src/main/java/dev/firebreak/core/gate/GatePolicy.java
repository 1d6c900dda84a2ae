package dev.firebreak.core.gate;

import dev.firebreak.core.words.Digest;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What evidence a tenant asks for, and whose word it takes.
 *
 * @param digest SHA-256 of the policy's canonical form
 * @param keys key id → Ed25519 public key, base64 of its 32 bytes
 * @param requirements all of them must be met
 */
public record GatePolicy(Digest digest, Map<String, String> keys, List<Requirement> requirements) {
    public GatePolicy {
        keys = new TreeMap<>(keys);
        requirements = List.copyOf(requirements);
    }

    /** The keys in the order of their ids. */
    public SortedMap<String, String> sortedKeys() {
        return new TreeMap<>(keys);
    }
}

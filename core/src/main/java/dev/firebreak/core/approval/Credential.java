package dev.firebreak.core.approval;

import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.Role;

/**
 * What a person shows to act: only the hash of the secret is known here.
 *
 * @param id under which people see and revoke it
 * @param secret SHA-256 of the secret
 * @param person whose
 * @param role what it allows
 */
public record Credential(String id, Digest secret, Person person, Role role) {}

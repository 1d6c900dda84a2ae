package dev.firebreak.server.http;

import dev.firebreak.core.words.Role;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Who may call a route.
 *
 * @param open anybody, without a token
 * @param roles whose token is taken otherwise
 */
public record Access(boolean open, Set<Role> roles) {
    /** Anybody, without a token. */
    public static final Access OPEN = new Access(true, Set.of());

    /** Every person, whatever their role; not the gateway, which is no person. */
    public static final Access PEOPLE =
            new Access(false, EnumSet.complementOf(EnumSet.of(Role.GATEWAY)));

    public Access {
        roles = Set.copyOf(roles);
    }

    /** Persons with one of these roles. */
    public static Access of(Role... roles) {
        return new Access(false, Set.copyOf(List.of(roles)));
    }

    /** Whether a token with {@code role} opens the route. */
    public boolean admits(Role role) {
        return open || roles.contains(role);
    }
}

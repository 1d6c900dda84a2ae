package dev.firebreak.core.hold;

import dev.firebreak.core.words.Customer;
import dev.firebreak.core.words.Fingerprint;
import dev.firebreak.core.words.Group;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.Placement;
import dev.firebreak.core.words.Reason;
import dev.firebreak.core.words.Region;

/**
 * Devices that are not exposed until a person lifts the hold; every kind of release is bound.
 *
 * @param id its number, counted from 1
 * @param target whom it holds
 * @param reason why
 * @param by who placed it
 */
public record Hold(int id, Target target, Reason reason, Person by) {
    /** Who does what no person asked for. */
    public static final Person BY_FIREBREAK = new Person("firebreak");

    /** Whom a hold holds. */
    public sealed interface Target {
        /** Everybody. */
        record Fleet() implements Target {}

        /** A region. */
        record OfRegion(Region region) implements Target {}

        /** An environment. */
        record OfFingerprint(Fingerprint fingerprint) implements Target {}

        /** A customer's devices. */
        record OfCustomer(Customer customer) implements Target {}

        /** A redundancy group. */
        record OfGroup(Group group) implements Target {}

        /** Whether a device in {@code place} is held. */
        default boolean holds(Placement place) {
            return switch (this) {
                case Fleet _ -> true;
                case OfRegion(var region) -> place.region().equals(region);
                case OfFingerprint(var fingerprint) ->
                        place.fingerprint().filter(fingerprint::equals).isPresent();
                case OfCustomer(var customer) -> place.customer().equals(customer);
                case OfGroup(var group) -> place.group().filter(group::equals).isPresent();
            };
        }
    }
}

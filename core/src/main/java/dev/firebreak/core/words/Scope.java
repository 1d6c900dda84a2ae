package dev.firebreak.core.words;

/** A set of devices whose unconfirmed exposures are limited together. */
public sealed interface Scope {
    /** Every device of the tenant, over all rollouts. */
    record Fleet() implements Scope {
        @Override
        public String toString() {
            return "fleet";
        }
    }

    /** Every device of one tier. */
    record OfTier(Tier tier) implements Scope {
        @Override
        public String toString() {
            return "tier " + tier;
        }
    }

    /** Every device of one region. */
    record OfRegion(Region region) implements Scope {
        @Override
        public String toString() {
            return "region " + region;
        }
    }

    /** Every device of one customer. */
    record OfCustomer(Customer customer) implements Scope {
        @Override
        public String toString() {
            return "customer " + customer;
        }
    }

    /** The members of one redundancy group. */
    record OfGroup(Group group) implements Scope {
        @Override
        public String toString() {
            return "redundancy group " + group;
        }
    }

    /** What one rollout exposes in one of its waves, counted from 0. */
    record OfWave(RolloutId rollout, int wave) implements Scope {
        @Override
        public String toString() {
            return "wave " + (wave + 1) + " of " + rollout;
        }
    }
}

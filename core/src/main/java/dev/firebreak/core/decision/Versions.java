package dev.firebreak.core.decision;

import dev.firebreak.core.device.Exposure;
import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.release.Release;

import java.util.List;
import java.util.Optional;

/** What a device says to run, held against what we shipped. */
final class Versions {
    private Versions() {}

    /** Whether {@code said} names {@code release}: by version, name@version or digest. */
    static boolean names(String said, Release release) {
        return said.equals(release.version())
                || said.equals(release.label())
                || said.equals(release.digest().hex());
    }

    /** The one sealed release that {@code said} names; empty if none or several. */
    static Optional<Release> release(State state, String said) {
        var labelled = Optional.ofNullable(state.byLabel.get(said));
        if (labelled.isPresent()) {
            return labelled;
        }
        var named = named(state, said);
        return named.size() == 1 ? Optional.of(named.getFirst()) : Optional.empty();
    }

    /** All sealed releases that {@code said} names. */
    static List<Release> named(State state, String said) {
        return state.releases.values().stream().filter(each -> names(said, each)).toList();
    }

    /** Whether {@code said} names what the device ran before this exposure. */
    static boolean isBefore(State state, Exposure exposure, String said) {
        return exposure.previous()
                .flatMap(digest -> Optional.ofNullable(state.releases.get(digest)))
                .filter(release -> names(said, release))
                .isPresent();
    }

    /**
     * Whether {@code said} contradicts that the device runs what {@code it} installed. One word
     * cannot name two products: what names only another product's releases says nothing of this
     * one, and what names none says something only of a device that was given one product.
     */
    static boolean contradicts(State state, Exposure it, String said) {
        var release = shipped(state, it);
        if (names(said, release) || replaced(state, it) || laterOffers(state, it, said)) {
            return false;
        }
        var named = named(state, said);
        boolean ours = named.stream().anyMatch(each -> each.name().equals(release.name()));
        return ours
                ? named.stream().allMatch(each -> each.name().equals(release.name()))
                        || hasOnly(state, it, release.name())
                : named.isEmpty() && hasOnly(state, it, release.name());
    }

    /** Whether a word that names {@code named} may be about the product of {@code release}. */
    static boolean concerns(List<Release> named, Release release) {
        return named.isEmpty()
                || named.stream().anyMatch(each -> each.name().equals(release.name()));
    }

    /**
     * Whether a later exposure of the same device answers for this product now: what the device
     * does and says from then on is no news of this one.
     */
    static boolean replaced(State state, Exposure it) {
        var name = shipped(state, it).name();
        return it.superseded()
                || state.device(it.device()).stream()
                        .flatMap(device -> device.open.stream())
                        .anyMatch(
                                other -> other != it && shipped(state, other).name().equals(name));
    }

    /** From now on {@code it} answers for its product on this device, and no other exposure. */
    static void supersede(State state, Exposure it) {
        var name = shipped(state, it).name();
        for (var rollout : state.rollouts.values()) {
            rollout.exposure(it.device())
                    .filter(other -> other != it && shipped(state, other).name().equals(name))
                    .ifPresent(Exposure::supersede);
        }
    }

    /**
     * Whether a confirmed device names what a later rollout of the product ships: pulled by hand.
     */
    private static boolean laterOffers(State state, Exposure it, String said) {
        var name = shipped(state, it).name();
        return it.state() == ExposureState.CONFIRMED
                && state.rollouts.tailMap(it.rollout()).values().stream()
                        .filter(
                                later ->
                                        later.startedAt.isPresent()
                                                && !later.id.equals(it.rollout()))
                        .map(state::release)
                        .anyMatch(each -> each.name().equals(name) && names(said, each));
    }

    private static boolean hasOnly(State state, Exposure it, String name) {
        return state.rollouts.values().stream()
                .filter(rollout -> rollout.exposure(it.device()).isPresent())
                .allMatch(rollout -> state.release(rollout).name().equals(name));
    }

    private static Release shipped(State state, Exposure it) {
        return state.release(state.rollout(it.rollout()).orElseThrow());
    }
}

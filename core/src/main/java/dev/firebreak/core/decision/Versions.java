package dev.firebreak.core.decision;

import dev.firebreak.core.device.Exposure;
import dev.firebreak.core.release.Release;

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
        var named = state.releases.values().stream().filter(each -> names(said, each)).toList();
        return named.size() == 1 ? Optional.of(named.getFirst()) : Optional.empty();
    }

    /** Whether {@code said} names what the device ran before this exposure. */
    static boolean isBefore(State state, Exposure exposure, String said) {
        return exposure.previous()
                .flatMap(digest -> Optional.ofNullable(state.releases.get(digest)))
                .filter(release -> names(said, release))
                .isPresent();
    }
}

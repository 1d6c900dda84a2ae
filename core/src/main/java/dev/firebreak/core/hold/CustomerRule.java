package dev.firebreak.core.hold;

import dev.firebreak.core.release.Release;
import dev.firebreak.core.words.Digest;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a customer's policy says of one release for one of its devices. The rules add up: each may
 * object, none overrules another, and they bind every kind of release, content and configuration
 * included. A rollback asks as well; whoever lets it pass all the same says so.
 */
public final class CustomerRule {
    /** Opts out of every release. */
    private static final String ALL = "*";

    private CustomerRule() {}

    /**
     * Why the device may not get {@code release} now; empty if it may.
     *
     * @param sealedOfSameName every release of that name that counts as a version of it, in the
     *     order in which they were sealed; one that is not among them has no newer ones
     * @param deviceZone IANA name, for windows that are in the device's zone
     */
    public static Optional<String> objection(
            CustomerPolicy policy,
            Release release,
            List<Release> sealedOfSameName,
            Optional<String> deviceZone,
            Instant now) {
        return optOut(policy, release)
                .or(() -> pin(policy, release))
                .or(() -> defer(policy, release, sealedOfSameName))
                .or(() -> window(policy, deviceZone, now));
    }

    private static Optional<String> optOut(CustomerPolicy policy, Release release) {
        if (policy.optOut().contains(ALL)) {
            return Optional.of("%s has opted out of all releases".formatted(policy.customer()));
        }
        return policy.optOut().contains(release.name())
                ? Optional.of("%s has opted out of %s".formatted(policy.customer(), release.name()))
                : Optional.empty();
    }

    private static Optional<String> pin(CustomerPolicy policy, Release release) {
        return Optional.ofNullable(policy.pins().get(release.name()))
                .filter(version -> !version.equals(release.version()))
                .map(
                        version ->
                                "%s has pinned %s to %s, this is %s"
                                        .formatted(
                                                policy.customer(),
                                                release.name(),
                                                version,
                                                release.version()));
    }

    private static Optional<String> defer(
            CustomerPolicy policy, Release release, List<Release> sealed) {
        int newer = newer(release.digest(), sealed);
        return newer >= policy.deferVersions()
                ? Optional.empty()
                : Optional.of(
                        "%s stays %d versions behind, %d newer than %s are sealed"
                                .formatted(
                                        policy.customer(),
                                        policy.deferVersions(),
                                        newer,
                                        release.label()));
    }

    private static int newer(Digest release, List<Release> sealed) {
        for (int i = 0; i < sealed.size(); i++) {
            if (sealed.get(i).digest().equals(release)) {
                return sealed.size() - 1 - i;
            }
        }
        return 0;
    }

    private static Optional<String> window(
            CustomerPolicy policy, Optional<String> deviceZone, Instant now) {
        return Windows.open(policy.windows(), deviceZone, now)
                ? Optional.empty()
                : Optional.of(
                        "%s takes offers in its windows only, and none is open now"
                                .formatted(policy.customer()));
    }
}

package dev.firebreak.core.decision;

import dev.firebreak.core.device.Exposure;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.Placement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One machine, as far as decisions need to know it; its attributes stay at the edge. */
final class Device {
    final DeviceId id;
    final List<Exposure> open = new ArrayList<>(0);
    Placement place;
    Optional<Digest> token;
    boolean accepted;
    boolean told;
    Optional<Digest> runs = Optional.empty();
    Optional<String> version = Optional.empty();
    Optional<String> boot = Optional.empty();
    Optional<String> bootBefore = Optional.empty();
    Optional<String> flagged = Optional.empty();
    Optional<Person> unflag = Optional.empty();
    Optional<Consenting.Question> consent = Optional.empty();
    Optional<StandingConsent> always = Optional.empty();

    Device(DeviceId id, Placement place, Optional<Digest> token, boolean accepted) {
        this.id = id;
        this.place = place;
        this.token = token;
        this.accepted = accepted;
    }

    /** Whether a boot with this id looks like a second machine: it was here before the last one. */
    boolean alternates(String bootId) {
        return boot.isPresent()
                && !boot.get().equals(bootId)
                && bootBefore.filter(bootId::equals).isPresent();
    }

    DeviceView view() {
        return new DeviceView(id, place, token, accepted, runs, version, boot, flagged);
    }
}

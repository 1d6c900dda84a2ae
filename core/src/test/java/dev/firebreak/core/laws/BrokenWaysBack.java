package dev.firebreak.core.laws;

import dev.firebreak.core.decision.Decision;
import dev.firebreak.core.decision.ExposureView;
import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.World;
import dev.firebreak.core.evidence.Control;
import dev.firebreak.core.evidence.Evidence;
import dev.firebreak.core.evidence.Result;
import dev.firebreak.core.evidence.Trust;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Group;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Person;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Cores that are broken where devices go back. */
final class BrokenWaysBack {
    private BrokenWaysBack() {}

    /** Who goes back takes its stand-ins along. */
    static final class BothHalvesBack extends Mutant {
        @Override
        public Decision decide(Observation seen) {
            var decision = super.decide(seen);
            var more = new ArrayList<Fact>();
            for (var fact : decision.facts()) {
                if (fact instanceof Fact.WayBackOffered it) {
                    peers(it)
                            .forEach(
                                    peer ->
                                            more.add(
                                                    new Fact.WayBackOffered(
                                                            peer.rollout(),
                                                            peer.device(),
                                                            new ActionId(900_000 + more.size()),
                                                            it.release(),
                                                            it.at())));
                }
            }
            return with(decision, more);
        }

        private Stream<ExposureView> peers(Fact.WayBackOffered of) {
            var group = group(of.device());
            return world.exposures(of.rollout()).stream()
                    .filter(_ -> group.isPresent())
                    .filter(it -> !it.device().equals(of.device()))
                    .filter(it -> group(it.device()).equals(group));
        }

        private Optional<Group> group(DeviceId device) {
            return world.device(device).flatMap(it -> it.placement().group());
        }
    }

    /** What devices may go back to is whatever the plan says. */
    static final class BackToAnything extends Mutant {
        @Override
        public Decision decide(Observation seen) {
            boolean asks =
                    seen instanceof Observation.ProposeAsked
                            || seen instanceof Observation.StartAsked;
            if (!asks || world.policy().requirements().isEmpty()) {
                return super.decide(seen);
            }
            var believing = World.of(world.freeze());
            for (var release : world.releases()) {
                believing.apply(believed(release.digest(), seen.at()));
            }
            var decision = believing.decide(seen);
            // It cares for the gate of what it ships, all the same.
            boolean cleared =
                    decision.facts().stream()
                            .noneMatch(
                                    it ->
                                            it
                                                            instanceof
                                                            Fact.Started(
                                                                    var id,
                                                                    _,
                                                                    _,
                                                                    _,
                                                                    _,
                                                                    _,
                                                                    var at)
                                                    && !world.gate(
                                                                    world.rollout(id)
                                                                            .orElseThrow()
                                                                            .plan()
                                                                            .release(),
                                                                    at.wall())
                                                            .cleared());
            return cleared ? decision : super.decide(seen);
        }

        private Trust signedBy(String key) {
            return new Trust.Signed(key, world.policy().sortedKeys().getOrDefault(key, ""));
        }

        private Fact believed(Digest release, Moment at) {
            var asked = world.policy().requirements().getFirst();
            return new Fact.EvidenceRecorded(
                    new Evidence(
                            release,
                            release,
                            signedBy(asked.signers().getFirst()),
                            List.of(release),
                            asked.id(),
                            Result.PASS,
                            at.wall(),
                            List.of(new Control("bad", Result.FAIL, Result.FAIL)),
                            List.of()),
                    new Person("nobody"),
                    at);
        }
    }
}

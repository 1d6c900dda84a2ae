package dev.firebreak.server.api;

import dev.firebreak.core.decision.Coverage;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.World;
import dev.firebreak.core.evidence.Evidence;
import dev.firebreak.core.gate.GateDecision;
import dev.firebreak.core.release.Artifact;
import dev.firebreak.core.release.Kind;
import dev.firebreak.core.release.Release;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Role;
import dev.firebreak.server.http.Access;
import dev.firebreak.server.http.Answer;
import dev.firebreak.server.http.Call;
import dev.firebreak.server.http.ProblemKind;
import dev.firebreak.server.http.Refused;
import dev.firebreak.server.http.Route;
import dev.firebreak.server.store.ArtifactStore;
import dev.firebreak.wire.evidence.Attestation;
import dev.firebreak.wire.json.Malformed;
import dev.firebreak.wire.release.Manifest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What is shipped, what is proved of it, whether the gate lets it out, and the kill switch. */
final class ReleaseRoutes {
    private final Commands commands;
    private final ArtifactStore artifacts;

    /** A release to be sealed, as its author writes it. */
    private record NewRelease(
            String name,
            String version,
            Kind kind,
            List<Part> artifacts,
            Optional<String> part,
            Optional<Boolean> reversible) {}

    /** One uploaded file of it. */
    private record Part(Digest digest, String filename) {}

    private record ReleaseReply(
            Digest digest,
            String name,
            String version,
            String label,
            Kind kind,
            List<Artifact> artifacts,
            String part,
            boolean reversible,
            boolean revoked,
            Coverage coverage) {
        static ReleaseReply of(Release release, boolean revoked, Coverage coverage) {
            return new ReleaseReply(
                    release.digest(),
                    release.name(),
                    release.version(),
                    release.label(),
                    release.kind(),
                    release.artifacts(),
                    release.part(),
                    release.reversible(),
                    revoked,
                    coverage);
        }
    }

    /** A gate's decision as programs read it. */
    record GateReply(Digest digest, String decision, List<RequirementReply> requirements) {
        static GateReply of(GateDecision gate) {
            return new GateReply(
                    gate.release(),
                    gate.cleared() ? "CLEARED" : "DENIED",
                    gate.findings().stream()
                            .map(
                                    found ->
                                            new RequirementReply(
                                                    found.requirement(),
                                                    found.outcome().name(),
                                                    found.why()))
                            .toList());
        }
    }

    /** How one requirement came out. */
    record RequirementReply(String id, String outcome, String why) {}

    private record NewRevocation(Digest digest, Optional<String> reason) {}

    private record RevocationReply(Digest digest, String label, boolean revoked) {}

    ReleaseRoutes(Commands commands, ArtifactStore artifacts) {
        this.commands = commands;
        this.artifacts = artifacts;
    }

    List<Route> routes() {
        var author = Access.of(Role.AUTHOR);
        return List.of(
                Route.get("/api/v1/releases", Access.PEOPLE, this::list),
                Route.post("/api/v1/releases", author, this::seal),
                Route.get("/api/v1/releases/{digest}", Access.PEOPLE, this::show),
                Route.get("/api/v1/releases/{digest}/evidence", Access.PEOPLE, this::evidence),
                Route.post(
                        "/api/v1/releases/{digest}/evidence",
                        Access.of(Role.GATEKEEPER),
                        this::addEvidence),
                Route.get("/api/v1/releases/{digest}/gate", Access.PEOPLE, this::gate),
                Route.get("/api/v1/revocations", Access.PEOPLE, this::revocations),
                Route.post(
                        "/api/v1/revocations", Access.of(Role.OPERATOR, Role.OWNER), this::revoke));
    }

    private Answer list(Call call) throws Refused {
        var page = call.page(Function.<String>identity());
        return Answer.json(
                commands.ask(
                        world ->
                                page.of(world.releases(), Release::label)
                                        .map(each -> reply(world, each))));
    }

    private Answer seal(Call call) throws Refused, IOException {
        var asked = call.json(NewRelease.class);
        var release = sealed(asked);
        Caps.room(
                "releases",
                commands.ask(world -> world.releases().size()),
                Caps.RELEASES,
                "use a server of its own for this product");
        commands.see(at -> new Observation.ReleaseSealed(release, call.person(), at));
        return Answer.created(
                "/api/v1/releases/" + release.digest(),
                ReleaseReply.of(release, false, Coverage.NONE));
    }

    private Release sealed(NewRelease asked) throws Refused, IOException {
        try {
            return Manifest.seal(
                    asked.name(),
                    asked.version(),
                    asked.kind(),
                    stored(asked.artifacts()),
                    asked.part().orElse(Release.DEFAULT_PART),
                    asked.reversible().orElse(true));
        } catch (Malformed e) {
            throw Call.malformed(e);
        }
    }

    private List<Artifact> stored(List<Part> parts) throws Refused, IOException {
        var found = new ArrayList<Artifact>();
        var faults = new ArrayList<Refused.Fault>();
        for (int i = 0; i < parts.size(); i++) {
            var part = parts.get(i);
            var pointer = "artifacts[%d]".formatted(i);
            var stored = artifacts.find(part.digest());
            if (stored.isEmpty()) {
                faults.add(
                        new Refused.Fault(
                                pointer,
                                "expected an uploaded file, found none with digest %s: upload it first"
                                        .formatted(part.digest())));
                continue;
            }
            try {
                found.add(stored.get().named(part.filename()));
            } catch (IllegalArgumentException e) {
                faults.add(new Refused.Fault(pointer, Call.message(e)));
            }
        }
        if (!faults.isEmpty()) {
            throw Refused.invalid(
                    "expected files that were uploaded, found others: see errors", faults);
        }
        return found;
    }

    private Answer show(Call call) throws Refused {
        var digest = digest(call);
        return Answer.json(
                commands.find(
                        "release",
                        "a release with this digest",
                        world -> world.release(digest).map(each -> reply(world, each))));
    }

    private static ReleaseReply reply(World world, Release release) {
        return ReleaseReply.of(
                release, world.revoked(release.digest()), world.coverage(release.digest()));
    }

    private Answer evidence(Call call) throws Refused {
        var digest = known(call);
        var page = call.page(Digest::new);
        return Answer.json(
                page.of(commands.ask(world -> world.evidence(digest)), Evidence::digest));
    }

    private Answer addEvidence(Call call) throws Refused, IOException {
        var digest = known(call);
        var envelope = call.bytes();
        Caps.room(
                "pieces of evidence about one release",
                commands.ask(world -> world.evidence(digest).size()),
                Caps.EVIDENCE,
                "seal a new version");
        var keys = commands.ask(World::policy).keys();
        var evidence = Attestation.open(envelope, digest, keys);
        var decision =
                commands.see(at -> new Observation.EvidenceAdded(evidence, call.person(), at));
        if (!decision.facts().isEmpty()) {
            return Answer.created("/api/v1/releases/%s/evidence".formatted(digest), evidence);
        }
        // Handed in before, and worth no more now: what counts is what is kept.
        return Answer.json(
                commands.ask(world -> world.evidence(digest)).stream()
                        .filter(kept -> kept.digest().equals(evidence.digest()))
                        .findFirst()
                        .orElse(evidence));
    }

    private Answer gate(Call call) throws Refused {
        return Answer.json(GateReply.of(gate(commands, known(call))));
    }

    /** What the gate says of {@code release} now. */
    static GateDecision gate(Commands commands, Digest release) throws Refused {
        var now = commands.loop().clock().now().wall();
        return commands.ask(world -> world.gate(release, now));
    }

    private Answer revocations(Call call) throws Refused {
        var page = call.page(Digest::new);
        return Answer.json(
                commands.ask(
                        world ->
                                page.of(
                                                world.releases().stream()
                                                        .filter(
                                                                each ->
                                                                        world.revoked(
                                                                                each.digest()))
                                                        .toList(),
                                                Release::digest)
                                        .map(
                                                each ->
                                                        new RevocationReply(
                                                                each.digest(),
                                                                each.label(),
                                                                true))));
    }

    private Answer revoke(Call call) throws Refused, IOException {
        var asked = call.json(NewRevocation.class);
        var reason = Commands.reason(asked.reason());
        commands.stop(at -> new Observation.RevokeAsked(asked.digest(), reason, call.person(), at));
        return Answer.created(
                "/api/v1/revocations",
                new RevocationReply(asked.digest(), label(asked.digest()), true));
    }

    /** For people only: a revocation is answered although the state cannot be asked. */
    private String label(Digest digest) {
        try {
            return commands.askFirst(world -> world.release(digest).map(Release::label))
                    .orElse("unknown");
        } catch (Refused e) {
            return "unknown";
        }
    }

    private Digest known(Call call) throws Refused {
        var digest = digest(call);
        commands.find("release", "a release with this digest", world -> world.release(digest));
        return digest;
    }

    private static Digest digest(Call call) throws Refused {
        return call.path("digest", Digest::new);
    }

    /** The same refusal with what the gate found, when it is the gate that refuses. */
    static Refused explained(Commands commands, Digest release, Refused refused) throws Refused {
        if (refused.kind() != ProblemKind.GATE) {
            return refused;
        }
        return refused.because(
                gate(commands, release).findings().stream()
                        .filter(found -> found.outcome() != GateDecision.Outcome.PASS)
                        .map(
                                found ->
                                        new Refused.Fault(
                                                found.requirement(),
                                                found.outcome() + ": " + found.why()))
                        .toList());
    }
}

package dev.firebreak.server.api;

import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Role;
import dev.firebreak.server.http.Access;
import dev.firebreak.server.http.Answer;
import dev.firebreak.server.http.Call;
import dev.firebreak.server.http.ProblemKind;
import dev.firebreak.server.http.Refused;
import dev.firebreak.server.http.Route;
import dev.firebreak.server.store.ArtifactStore;
import dev.firebreak.server.store.ArtifactStore.Span;
import dev.firebreak.server.store.ArtifactStore.Uploaded;
import dev.firebreak.server.store.StoredArtifact;
import dev.firebreak.server.store.UploadRefused;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Files before they are part of a release. An upload that names its digest ({@code ?digest=}) can
 * be resumed: {@code Content-Range: bytes FROM-TO/TOTAL} says which part comes; with a star for the
 * part it asks how much is there.
 */
final class ArtifactRoutes {
    private static final int ACCEPTED = 202;

    private static final Pattern RANGE =
            Pattern.compile("bytes (?:(\\d{1,18})-(\\d{1,18})|\\*)/(\\d{1,18})");

    private final ArtifactStore store;

    private record ArtifactReply(
            Digest digest, long size, String sha1, String md5, Optional<String> filename) {}

    private record PartReply(Digest digest, long received) {}

    ArtifactRoutes(ArtifactStore store) {
        this.store = store;
    }

    List<Route> routes() {
        return List.of(
                Route.upload("/api/v1/artifacts", Access.of(Role.AUTHOR), this::upload),
                Route.get("/api/v1/artifacts/{digest}", Access.PEOPLE, this::show));
    }

    private Answer show(Call call) throws Refused, IOException {
        var digest = call.path("digest", Digest::new);
        var found = store.find(digest);
        if (found.isEmpty()) {
            throw Refused.of(
                    ProblemKind.NOT_FOUND,
                    "expected an uploaded file, found none with this digest: upload it");
        }
        return Answer.json(reply(found.get(), Optional.empty()));
    }

    private Answer upload(Call call) throws Refused, IOException {
        var filename = call.query("filename");
        var named = call.query("digest");
        var range = call.header("Content-Range");
        if (range.isPresent() && named.isEmpty()) {
            throw Refused.of(
                    ProblemKind.MALFORMED,
                    "expected ?digest= beside Content-Range, found none: name the SHA-256 of the whole file");
        }
        try {
            if (named.isEmpty()) {
                var announced = call.announcedBytes().orElse(0);
                return whole(store.add(call.stream(), announced), filename);
            }
            var digest = digest(named.get());
            if (range.isPresent()) {
                return part(call, digest, range.get(), filename);
            }
            if (call.announcedBytes().isPresent()) {
                var size = call.announcedBytes().getAsLong();
                return answer(
                        digest,
                        store.add(digest, new Span(0, size, size), call.stream()),
                        filename);
            }
            return same(digest, store.add(call.stream()), filename);
        } catch (UploadRefused e) {
            throw refused(e);
        }
    }

    private Answer part(Call call, Digest digest, String range, Optional<String> filename)
            throws Refused, IOException, UploadRefused {
        var found = RANGE.matcher(range.strip());
        if (!found.matches()) {
            throw wrongRange(range);
        }
        var total = Long.parseLong(found.group(3));
        if (Optional.ofNullable(found.group(1)).isEmpty()) {
            var whole = store.find(digest);
            return whole.isPresent()
                    ? whole(whole.get(), filename)
                    : received(digest, store.received(digest));
        }
        var first = Long.parseLong(found.group(1));
        var last = Long.parseLong(found.group(2));
        if (last < first || last >= total) {
            throw wrongRange(range);
        }
        var span = new Span(first, last - first + 1, total);
        return answer(digest, store.add(digest, span, call.stream()), filename);
    }

    private static Answer answer(Digest digest, Uploaded uploaded, Optional<String> filename) {
        return switch (uploaded) {
            case Uploaded.Whole(var artifact) -> whole(artifact, filename);
            case Uploaded.Part(var bytes) -> received(digest, bytes);
        };
    }

    private static Answer same(Digest digest, StoredArtifact stored, Optional<String> filename)
            throws Refused {
        if (!stored.sha256().equals(digest)) {
            throw Refused.of(
                    ProblemKind.INVALID,
                    "expected bytes with the digest %s, found %s: send the right file"
                            .formatted(digest, stored.sha256()));
        }
        return whole(stored, filename);
    }

    private static Answer whole(StoredArtifact stored, Optional<String> filename) {
        return Answer.created("/api/v1/artifacts/" + stored.sha256(), reply(stored, filename));
    }

    private static ArtifactReply reply(StoredArtifact stored, Optional<String> filename) {
        return new ArtifactReply(
                stored.sha256(), stored.sizeBytes(), stored.sha1(), stored.md5(), filename);
    }

    private static Answer received(Digest digest, long bytes) {
        var answer = Answer.json(ACCEPTED, new PartReply(digest, bytes));
        return bytes == 0 ? answer : answer.with("Range", "bytes=0-" + (bytes - 1));
    }

    private static Digest digest(String text) throws Refused {
        try {
            return new Digest(text);
        } catch (IllegalArgumentException e) {
            throw Refused.of(ProblemKind.MALFORMED, Call.message(e));
        }
    }

    private static Refused wrongRange(String found) {
        return Refused.of(
                ProblemKind.RANGE,
                "expected 'Content-Range: bytes FROM-TO/TOTAL', found '%s': correct it"
                        .formatted(found));
    }

    private static Refused refused(UploadRefused e) {
        var message = Optional.ofNullable(e.getMessage()).orElse("");
        return switch (e.why()) {
            case TOO_LARGE -> Refused.of(ProblemKind.TOO_LARGE, message);
            case OTHER_DIGEST -> Refused.of(ProblemKind.INVALID, message);
            case NOT_NEXT ->
                    Refused.of(ProblemKind.RANGE, message)
                            .with("Content-Range", "bytes */" + e.receivedBytes());
            case BUSY -> Refused.of(ProblemKind.CONFLICT, message);
            case NO_ROOM -> Refused.of(ProblemKind.NO_ROOM, message);
        };
    }
}

package dev.firebreak.server.api;

import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Reason;
import dev.firebreak.server.http.Call;
import dev.firebreak.server.http.ProblemKind;
import dev.firebreak.server.http.Refused;
import dev.firebreak.wire.file.FileProblems;

import java.util.Arrays;
import java.util.Optional;

/** What documents that people write have in common. */
final class Documents {
    private Documents() {}

    /** All that is wrong with a file, each with its line. */
    static Refused refused(FileProblems problems) {
        var faults =
                problems.problems().stream()
                        .map(
                                each ->
                                        new Refused.Fault(
                                                "%s:%d:%d%s"
                                                        .formatted(
                                                                each.file(),
                                                                each.line(),
                                                                each.column(),
                                                                each.path().isEmpty()
                                                                        ? ""
                                                                        : " " + each.path()),
                                                "expected %s, found %s: %s"
                                                        .formatted(
                                                                each.expected(),
                                                                each.found(),
                                                                each.todo())))
                        .toList();
        return Refused.invalid(
                "expected a valid document, found %s: mend what is listed"
                        .formatted(faults.size() == 1 ? "1 fault" : faults.size() + " faults"),
                faults);
    }

    /** Refuses unless If-Match, where it is sent, names what is there now. */
    static void match(Call call, Optional<Digest> now) throws Refused {
        var wanted = call.header("If-Match");
        if (wanted.isPresent() && now.filter(it -> named(wanted.get(), it)).isEmpty()) {
            throw Refused.of(
                    ProblemKind.PRECONDITION,
                    "expected the version %s, found %s: read it again, then change it"
                            .formatted(
                                    Reason.told(wanted.get()),
                                    now.map(Documents::tag).orElse("none")));
        }
    }

    /** One tag, several, or a star for any (RFC 9110, section 13.1.1). */
    private static boolean named(String wanted, Digest now) {
        return Arrays.stream(wanted.split(",", -1))
                .map(String::strip)
                .anyMatch(tag -> tag.equals("*") || tag.equals(tag(now)));
    }

    /** How a version is written in ETag and If-Match. */
    static String tag(Digest digest) {
        return "\"" + digest + "\"";
    }
}

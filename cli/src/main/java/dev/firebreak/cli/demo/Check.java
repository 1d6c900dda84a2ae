package dev.firebreak.cli.demo;

import dev.firebreak.cli.audit.Verification;
import dev.firebreak.cli.http.Api;

import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Holds the server's log against what the machines remember. */
final class Check {
    private final Books books;
    private final Api auditor;

    Check(Books books, Api auditor) {
        this.books = books;
        this.auditor = auditor;
    }

    /** How many reports were acknowledged to a machine and are not in the log. */
    int lost() {
        Set<String> logged = new HashSet<>();
        auditor.lines(
                "/audit",
                line -> {
                    var seen = line.path("entry").path("o");
                    if (seen.path("type").asString("").equals("Reported")
                            && seen.path("report").asString("").equals("SUCCEEDED")) {
                        logged.add(
                                seen.path("device").asString() + "/" + seen.path("action").asInt());
                    }
                });
        return (int)
                books.acknowledged().stream()
                        .filter(it -> !logged.contains(it.machine() + "/" + it.action()))
                        .count();
    }

    /** Whether the chain is whole and every decision comes out again as it is in the log. */
    boolean replays() throws IOException {
        try (var lines = auditor.open("/audit")) {
            var found = Verification.ofLines(lines, Optional.empty());
            return found.intact() && found.replayed();
        }
    }
}

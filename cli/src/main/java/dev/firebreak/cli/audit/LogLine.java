package dev.firebreak.cli.audit;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One line of an exported log: {@code {"seq":1,"hash":"…","entry":{…}}}. The entry's bytes are cut
 * out as they stand, because it is those bytes that the chain hashes.
 */
record LogLine(long seq, String hash, String entry) {
    private static final Pattern SHAPE =
            Pattern.compile(
                    "\\{\"seq\":([1-9][0-9]{0,17}),\"hash\":\"([0-9a-f]{64})\",\"entry\":(.*)\\}",
                    Pattern.DOTALL);

    static Optional<LogLine> parse(String line) {
        var found = SHAPE.matcher(line.strip());
        return found.matches()
                ? Optional.of(
                        new LogLine(Long.parseLong(found.group(1)), found.group(2), found.group(3)))
                : Optional.empty();
    }

    /** The bytes that the chain hashes. */
    byte[] body() {
        return entry.getBytes(StandardCharsets.UTF_8);
    }
}

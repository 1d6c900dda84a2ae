package dev.firebreak.server.http;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which media types a caller takes, and how gladly: the {@code Accept} of RFC 9110, section 12.5.1.
 * What is not written as it should be is passed over; an absent header takes everything.
 */
record Accepted(List<Range> ranges) {
    /** More than a person or a browser lists; what follows is not read. */
    private static final int MOST = 32;

    private static final String QUALITY = "q=";

    /** A type like {@code text/yaml} or {@code text/*}, and how gladly it is taken: 0 to 1. */
    private record Range(String type, double quality) {
        static Optional<Range> parse(String text) {
            var parts = text.strip().toLowerCase(Locale.ROOT).split("\\s*;\\s*", -1);
            if (!parts[0].matches("[^\\s/]+/[^\\s/]+")) {
                return Optional.empty();
            }
            var quality =
                    Arrays.stream(parts).skip(1).filter(it -> it.startsWith(QUALITY)).findFirst();
            if (quality.isEmpty()) {
                return Optional.of(new Range(parts[0], 1));
            }
            var number = quality.get().substring(QUALITY.length());
            return number.matches("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?")
                    ? Optional.of(new Range(parts[0], Double.parseDouble(number)))
                    : Optional.empty();
        }

        /** How closely it names {@code wanted}: 0 = it does not, 3 = by its name. */
        int fits(String wanted) {
            if (type.equals(wanted)) {
                return 3;
            }
            var family = wanted.substring(0, wanted.indexOf('/') + 1);
            return type.equals(family + "*") ? 2 : type.equals("*/*") ? 1 : 0;
        }
    }

    static Accepted of(Optional<String> header) {
        return new Accepted(
                Arrays.stream(header.orElse("*/*").split(",", MOST + 1))
                        .limit(MOST)
                        .flatMap(text -> Range.parse(text).stream())
                        .toList());
    }

    /** How gladly {@code type} is taken; the range that names it most closely counts. */
    double quality(String type) {
        int closest = ranges.stream().mapToInt(range -> range.fits(type)).max().orElse(0);
        return closest == 0
                ? 0
                : ranges.stream()
                        .filter(range -> range.fits(type) == closest)
                        .mapToDouble(Range::quality)
                        .max()
                        .orElse(0);
    }
}

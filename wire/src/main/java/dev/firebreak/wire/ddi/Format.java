package dev.firebreak.wire.ddi;

import java.util.Locale;
import java.util.Optional;

/** In which form a device sends or wants a body. */
public enum Format {
    HAL("application/hal+json"),
    JSON("application/json"),
    CBOR("application/cbor");

    private final String mediaType;

    Format(String mediaType) {
        this.mediaType = mediaType;
    }

    /** What {@code Content-Type} says of a body in this form. */
    public String mediaType() {
        return mediaType;
    }

    /**
     * The form of a request's body; empty means 415. Parameters such as {@code charset} are
     * ignored.
     */
    public static Optional<Format> ofContent(String contentType) {
        return switch (bare(contentType)) {
            case "application/json", "application/hal+json" -> Optional.of(JSON);
            case "application/cbor" -> Optional.of(CBOR);
            default -> Optional.empty();
        };
    }

    /**
     * The form that an {@code Accept} header asks for; without one HAL. Empty means 406. Of several
     * the one with the highest weight is taken, the first of equals.
     */
    public static Optional<Format> accepted(Optional<String> accept) {
        if (accept.isEmpty() || accept.get().isBlank()) {
            return Optional.of(HAL);
        }
        Optional<Format> best = Optional.empty();
        double most = 0;
        for (var range : accept.get().split(",", -1)) {
            var format = ofRange(bare(range));
            double weight = weight(range);
            if (format.isPresent() && weight > most) {
                best = format;
                most = weight;
            }
        }
        return best;
    }

    /** The bytes of a JSON body in this form. */
    public byte[] write(byte[] json) {
        return this == CBOR ? Hal.cbor(json) : json;
    }

    private static Optional<Format> ofRange(String range) {
        return switch (range) {
            case "*/*", "application/*", "application/hal+json" -> Optional.of(HAL);
            case "application/json" -> Optional.of(JSON);
            case "application/cbor" -> Optional.of(CBOR);
            default -> Optional.empty();
        };
    }

    private static String bare(String mediaType) {
        int end = mediaType.indexOf(';');
        return (end < 0 ? mediaType : mediaType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    private static double weight(String range) {
        int q = range.replace(" ", "").toLowerCase(Locale.ROOT).indexOf(";q=");
        if (q < 0) {
            return 1;
        }
        var rest = range.replace(" ", "").substring(q + 3);
        try {
            int end = rest.indexOf(';');
            return Double.parseDouble(end < 0 ? rest : rest.substring(0, end));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}

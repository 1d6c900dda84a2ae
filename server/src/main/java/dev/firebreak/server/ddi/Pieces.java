package dev.firebreak.server.ddi;

import java.util.ArrayList;
import java.util.List;

/**
 * What a download's body consists of: stretches of the file, and for several of them the lines
 * between (RFC 9110, section 14.6).
 *
 * @param parts in order
 * @param end what follows the last one, in ASCII like all text between
 * @param totalBytes how long the file is
 * @param partial whether the answer is 206
 */
record Pieces(List<Part> parts, String end, long totalBytes, boolean partial) {
    static final String BINARY = "application/octet-stream";

    private static final String BOUNDARY = "firebreak-9b2d5c71e0f84a36";

    /** What goes before a stretch of the file, and the stretch. */
    record Part(String before, Ranges.Piece piece) {}

    static Pieces whole(long totalBytes) {
        var part = new Part("", new Ranges.Piece(0, totalBytes - 1));
        return new Pieces(List.of(part), "", totalBytes, false);
    }

    static Pieces of(List<Ranges.Piece> wanted, long totalBytes) {
        if (wanted.size() == 1) {
            return new Pieces(List.of(new Part("", wanted.getFirst())), "", totalBytes, true);
        }
        var parts = new ArrayList<Part>();
        for (var piece : wanted) {
            var head =
                    "%s--%s\r\nContent-Type: %s\r\nContent-Range: %s\r\n\r\n"
                            .formatted(
                                    parts.isEmpty() ? "" : "\r\n",
                                    BOUNDARY,
                                    BINARY,
                                    piece.of(totalBytes));
            parts.add(new Part(head, piece));
        }
        var end = "\r\n--%s--\r\n".formatted(BOUNDARY);
        return new Pieces(List.copyOf(parts), end, totalBytes, true);
    }

    /** How long the body is. */
    long sizeBytes() {
        return end.length()
                + parts.stream()
                        .mapToLong(part -> part.before().length() + part.piece().sizeBytes())
                        .sum();
    }

    /** Of what type the body is. */
    String type() {
        return parts.size() == 1 ? BINARY : "multipart/byteranges; boundary=" + BOUNDARY;
    }
}

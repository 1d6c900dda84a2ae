package dev.firebreak.server.ddi;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which bytes of a file a request wants (RFC 9110, section 14). Overlapping or very many ranges are
 * refused rather than merged: no client needs them, and they have been used to make servers work.
 */
sealed interface Ranges {
    /** The whole file. */
    record Whole() implements Ranges {}

    /** These pieces, in the order in which they were asked for; at least one. */
    record Pieces(List<Piece> pieces) implements Ranges {}

    /** No bytes that the file has. */
    record Unsatisfiable() implements Ranges {}

    /** Bytes {@code from} to {@code to}, both included, from 0. */
    record Piece(long from, long to) {
        long sizeBytes() {
            return to - from + 1;
        }

        /** As in {@code Content-Range}. */
        String of(long totalBytes) {
            return "bytes %d-%d/%d".formatted(from, to, totalBytes);
        }
    }

    /** More pieces than a resumed or partial download has. */
    int MOST = 16;

    /** A file of more digits has no place to be. */
    Pattern PIECE = Pattern.compile("(\\d{0,18})-(\\d{0,18})");

    /** The header's value read for a file of {@code sizeBytes}. */
    static Ranges of(Optional<String> header, long sizeBytes) {
        var value = header.map(String::strip).orElse("");
        if (!value.regionMatches(true, 0, "bytes=", 0, 6)) {
            return new Whole(); // none, or in a unit that we do not know
        }
        var pieces = new ArrayList<Piece>();
        for (var text : value.substring(6).split(",", MOST + 2)) {
            var found = PIECE.matcher(text.strip());
            if (!found.matches() || pieces.size() == MOST) {
                return new Unsatisfiable();
            }
            var piece = piece(found.group(1), found.group(2), sizeBytes);
            if (piece.isEmpty()) {
                return new Unsatisfiable();
            }
            pieces.add(piece.get());
        }
        return overlap(pieces) ? new Unsatisfiable() : new Pieces(List.copyOf(pieces));
    }

    private static Optional<Piece> piece(String first, String last, long sizeBytes) {
        if (first.isEmpty() && last.isEmpty()) {
            return Optional.empty();
        }
        long from;
        long to;
        if (first.isEmpty()) {
            var tail = Long.parseLong(last);
            from = Math.max(0, sizeBytes - tail);
            to = sizeBytes - 1;
        } else {
            from = Long.parseLong(first);
            to = last.isEmpty() ? sizeBytes - 1 : Math.min(Long.parseLong(last), sizeBytes - 1);
        }
        var backwards = !first.isEmpty() && !last.isEmpty() && Long.parseLong(last) < from;
        return from > to || from >= sizeBytes || backwards
                ? Optional.empty()
                : Optional.of(new Piece(from, to));
    }

    private static boolean overlap(List<Piece> pieces) {
        var sorted = pieces.stream().sorted(Comparator.comparingLong(Piece::from)).toList();
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).from() <= sorted.get(i - 1).to()) {
                return true;
            }
        }
        return false;
    }
}

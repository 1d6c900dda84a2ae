package dev.firebreak.server.ddi;

import dev.firebreak.core.decision.Observation;
import dev.firebreak.server.loop.Loop;
import dev.firebreak.server.loop.NotDurable;
import dev.firebreak.server.loop.OfferGate;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The bytes of one download on their way. Each chunk passes the gate by itself, so that a stop ends
 * it in the middle of the file; then the connection is cut, and the client knows that it has half.
 */
final class Sending {
    private static final int CHUNK_BYTES = 64 << 10;
    private static final int PARTIAL = 206;

    private final Loop loop;
    private final OfferGate gate;
    private final Exchange exchange;
    private final Downloads.Download download;
    private final Ledger.Visit visit;
    private final Pieces pieces;
    private Optional<OutputStream> out = Optional.empty();

    /** What became of it. */
    enum Outcome {
        SENT,
        /** Not one byte went out, and no answer either: it is the caller's to give. */
        REFUSED
    }

    Sending(
            Loop loop,
            OfferGate gate,
            Exchange exchange,
            Downloads.Download download,
            Ledger.Visit visit,
            Pieces pieces) {
        this.visit = visit;
        this.loop = loop;
        this.gate = gate;
        this.exchange = exchange;
        this.download = download;
        this.pieces = pieces;
    }

    Outcome send(Path file) throws IOException, NotDurable {
        if (pieces.totalBytes() == 0) {
            completed(new Ranges.Piece(0, -1));
        }
        try (var in = FileChannel.open(file, StandardOpenOption.READ)) {
            for (var part : pieces.parts()) {
                if (!send(part, in)) {
                    return refused("a stop, too many bytes, or the device's other line");
                }
            }
            var body = begin();
            body.write(ascii(pieces.end()));
            body.close();
            return Outcome.SENT;
        } catch (NotDurable | IOException e) {
            if (out.isEmpty()) {
                throw e;
            }
            throw new CloseConnectionException("the file was begun and cannot be ended", e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private Outcome refused(String why) {
        if (out.isEmpty()) {
            return Outcome.REFUSED;
        }
        throw new CloseConnectionException(why + " ended the download");
    }

    private boolean send(Pieces.Part part, FileChannel in) throws IOException, NotDurable {
        var piece = part.piece();
        var chunk = ByteBuffer.wrap(new byte[(int) Math.min(CHUNK_BYTES, piece.sizeBytes())]);
        var before = ascii(part.before());
        var sent = 0L;
        try {
            while (sent < piece.sizeBytes()) {
                chunk.clear().limit((int) Math.min(chunk.capacity(), piece.sizeBytes() - sent));
                fill(chunk, in, piece.from() + sent);
                if (download.account().take(chunk.limit()) == Ledger.Leave.EXCESSIVE) {
                    return false;
                }
                if (sent + chunk.limit() == piece.sizeBytes()) {
                    // Before the last bytes: whoever has them may report success at once, and
                    // must be known by then to have fetched everything.
                    completed(piece);
                }
                if (!hand(before, chunk)) {
                    return false;
                }
                before = new byte[0];
                sent += chunk.limit();
                download.cell().heard(loop.clock().now().uptime().toMillis());
            }
            return true;
        } finally {
            if (sent > 0) {
                download.account()
                        .cover(
                                download.artifact().filename(),
                                new Ranges.Piece(piece.from(), piece.from() + sent - 1));
            }
        }
    }

    private boolean hand(byte[] before, ByteBuffer chunk) throws IOException {
        var cell = download.cell();
        var bytes = new byte[chunk.flip().remaining()];
        chunk.get(bytes);
        return gate.handLate(
                download.offer(),
                true, // its first byte was told before
                still -> {
                    if (!cell.visible().equals(download.offer())
                            || !visit.sends()
                            || !still.getAsBoolean()) {
                        return false;
                    }
                    try {
                        var body = begin();
                        body.write(before);
                        body.write(bytes);
                        body.flush();
                    } finally {
                        visit.sent();
                    }
                    return true;
                });
    }

    private OutputStream begin() {
        if (out.isEmpty()) {
            var response = exchange.response();
            exchange.head(pieces.partial() ? PARTIAL : Exchange.OK);
            response.header(HeaderNames.CONTENT_TYPE, pieces.type());
            if (pieces.partial() && pieces.parts().size() == 1) {
                response.header(
                        HeaderNames.CONTENT_RANGE,
                        pieces.parts().getFirst().piece().of(pieces.totalBytes()));
            }
            response.contentLength(pieces.sizeBytes());
            out = Optional.of(response.outputStream());
        }
        return out.orElseThrow();
    }

    private void completed(Ranges.Piece piece) throws NotDurable {
        if (download.account().completes(download.artifact().filename(), piece)) {
            loop.report(
                    at ->
                            new Observation.ArtifactServed(
                                    download.cell().device(),
                                    download.offer().action(),
                                    Observation.Served.COMPLETED,
                                    at));
        }
    }

    private static void fill(ByteBuffer chunk, FileChannel in, long from) throws IOException {
        while (chunk.hasRemaining()) {
            if (in.read(chunk, from + chunk.position()) < 0) {
                throw new EOFException(
                        "expected %d more bytes of a stored file, found its end: check the disk"
                                .formatted(chunk.remaining()));
            }
        }
    }
}

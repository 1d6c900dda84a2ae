package dev.firebreak.server.ddi;

import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.Visible;
import dev.firebreak.core.release.Artifact;
import dev.firebreak.core.release.Release;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.server.loop.Loop;
import dev.firebreak.server.loop.NotDurable;
import dev.firebreak.server.loop.OfferGate;
import dev.firebreak.server.store.ArtifactStore;
import dev.firebreak.server.store.Cell;
import dev.firebreak.server.store.Fleet;
import dev.firebreak.server.store.StoredArtifact;
import dev.firebreak.wire.ddi.ActionBody;
import dev.firebreak.wire.ddi.Format;

import io.helidon.http.HeaderNames;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The files of an open action. A link is as long alive as its action: a cancel, a stop or the end
 * of the action ends it, in the middle of a file if need be. What is served is counted for each
 * action.
 */
final class Downloads {
    private static final Logger LOG = LoggerFactory.getLogger(Downloads.class);

    private static final String SUMS = ".MD5SUM";
    private static final int NOT_SATISFIABLE = 416;

    /** As RFC 9110 (section 5.6.7) wants it: two digits for the day. */
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private final Loop loop;
    private final Fleet fleet;
    private final OfferGate gate;
    private final ArtifactStore store;
    private final Ledger ledger;

    Downloads(Loop loop, Fleet fleet, OfferGate gate, ArtifactStore store, LongSupplier nanos) {
        this.ledger = new Ledger(nanos);
        this.loop = loop;
        this.fleet = fleet;
        this.gate = gate;
        this.store = store;
    }

    /** One download: whose, of what, and how it is counted. */
    record Download(Cell cell, Visible.Offered offer, Artifact artifact, Ledger.Account account) {}

    /** The list of files, for the open action and for the installed one. */
    void list(Exchange exchange, Cell cell, ActionId action, Format format) throws NotDurable {
        if (cell.installed().filter(action::equals).isPresent()) {
            var release =
                    loop.ask(world -> world.action(action))
                            .flatMap(known -> fleet.release(known.release()));
            if (release.isPresent()) {
                list(exchange, cell, action, release.get(), format);
            } else {
                exchange.empty(Exchange.NOT_FOUND);
            }
            return;
        }
        var offer = offer(cell, action);
        var release = offer.flatMap(open -> fleet.release(open.release()));
        if (release.isPresent()) {
            gated(
                    exchange,
                    cell,
                    offer.orElseThrow(),
                    () -> list(exchange, cell, action, release.get(), format));
        } else {
            exchange.empty(Exchange.NOT_FOUND);
        }
    }

    private static void list(
            Exchange exchange, Cell cell, ActionId action, Release release, Format format) {
        var url = exchange.url(cell.device());
        exchange.data(ActionBody.artifacts(action, release, url), format);
    }

    /** Answers about an offer, unless a stop bars it or came meanwhile. */
    private void gated(Exchange exchange, Cell cell, Visible.Offered offer, Runnable answer) {
        var handed =
                gate.hand(
                        offer,
                        cell.accepted(),
                        () -> {
                            if (!cell.visible().equals(offer)) {
                                return false;
                            }
                            answer.run();
                            return true;
                        });
        if (!handed) {
            exchange.empty(Exchange.NOT_FOUND);
        }
    }

    void file(Exchange exchange, Cell cell, ActionId action, String name)
            throws IOException, NotDurable {
        var offer = offer(cell, action);
        var release = offer.flatMap(open -> fleet.release(open.release()));
        var artifact = release.flatMap(it -> named(it, name));
        if (artifact.isPresent()) {
            var account = ledger.account(action, release.orElseThrow());
            bytes(exchange, new Download(cell, offer.orElseThrow(), artifact.get(), account));
            return;
        }
        var summed =
                release.filter(_ -> name.endsWith(SUMS))
                        .flatMap(it -> named(it, name.substring(0, name.length() - SUMS.length())));
        if (summed.isPresent() && exchange.is("GET")) {
            gated(exchange, cell, offer.orElseThrow(), () -> sum(exchange, summed.get()));
        } else if (summed.isEmpty()) {
            exchange.empty(Exchange.NOT_FOUND);
        }
    }

    private static Optional<Visible.Offered> offer(Cell cell, ActionId action) {
        return cell.visible() instanceof Visible.Offered offer && offer.action().equals(action)
                ? Optional.of(offer)
                : Optional.empty();
    }

    private static Optional<Artifact> named(Release release, String name) {
        return release.artifacts().stream()
                .filter(artifact -> artifact.filename().equals(name))
                .findFirst();
    }

    private static void sum(Exchange exchange, Artifact artifact) {
        exchange.head(Exchange.OK);
        var response = exchange.response();
        response.header(HeaderNames.CONTENT_TYPE, "text/plain");
        response.header(HeaderNames.CONTENT_DISPOSITION, disposition(artifact.filename() + SUMS));
        response.send(ActionBody.md5sum(artifact).getBytes(StandardCharsets.UTF_8));
    }

    private void bytes(Exchange exchange, Download download) throws IOException, NotDurable {
        var artifact = download.artifact();
        var tag = '"' + artifact.sha1() + '"';
        if (exchange.header(HeaderNames.IF_MATCH)
                .filter(wanted -> !Exchange.names(wanted, tag))
                .isPresent()) {
            exchange.empty(Exchange.PRECONDITION);
            return;
        }
        var stored = store.find(artifact.sha256());
        if (stored.isEmpty()) {
            LOG.error("the file {} of a sealed release is not in the store", artifact.sha256());
            exchange.empty(Exchange.NOT_FOUND);
            return;
        }
        if (exchange.header(HeaderNames.IF_NONE_MATCH)
                .filter(known -> Exchange.names(known, tag))
                .isPresent()) {
            exchange.head(Exchange.NOT_MODIFIED);
            exchange.response().header(HeaderNames.ETAG, tag);
            exchange.response().send();
            return;
        }
        var changed = changed(stored.get());
        var size = artifact.sizeBytes();
        if (exchange.method().equals("HEAD")) {
            gated(
                    exchange,
                    download.cell(),
                    download.offer(),
                    () -> {
                        describe(exchange, artifact, tag, changed);
                        exchange.head(Exchange.OK);
                        exchange.response().contentLength(size);
                        exchange.response().send();
                    });
            return;
        }
        describe(exchange, artifact, tag, changed);
        var sameFile = exchange.header(HeaderNames.IF_RANGE).map(String::strip).map(tag::equals);
        switch (Ranges.of(
                exchange.header(HeaderNames.RANGE).filter(_ -> sameFile.orElse(true)), size)) {
            case Ranges.Unsatisfiable() -> {
                exchange.head(NOT_SATISFIABLE);
                exchange.response().headers().remove(HeaderNames.CONTENT_TYPE);
                exchange.response().header(HeaderNames.CONTENT_RANGE, "bytes */" + size);
                exchange.response().send();
            }
            case Ranges.Whole() -> serve(exchange, download, stored.get(), Pieces.whole(size));
            case Ranges.Pieces(var pieces) ->
                    serve(exchange, download, stored.get(), Pieces.of(pieces, size));
        }
    }

    private static void describe(Exchange exchange, Artifact artifact, String tag, String changed) {
        var response = exchange.response();
        response.header(HeaderNames.LAST_MODIFIED, changed);
        response.header(HeaderNames.ETAG, tag);
        response.header(HeaderNames.ACCEPT_RANGES, "bytes");
        response.header(HeaderNames.CONTENT_TYPE, Pieces.BINARY);
        response.header(HeaderNames.CONTENT_DISPOSITION, disposition(artifact.filename()));
    }

    private static String changed(StoredArtifact stored) throws IOException {
        return DATE.format(Files.getLastModifiedTime(stored.file()).toInstant());
    }

    private void serve(Exchange exchange, Download download, StoredArtifact stored, Pieces pieces)
            throws IOException, NotDurable {
        var account = download.account();
        var visit = account.enter(exchange.peer());
        if (visit.isEmpty()) {
            refuse(exchange, download);
            return;
        }
        try {
            if (!account.started()) {
                // Durable before the first byte: an exposure of which a byte went out can no
                // longer be taken back by a word of the device.
                tell(download, Observation.Served.STARTED);
                account.start();
            }
            var sending = new Sending(loop, gate, exchange, download, visit.get(), pieces);
            if (sending.send(stored.file()) == Sending.Outcome.REFUSED) {
                refuse(exchange, download);
            }
        } finally {
            account.leave(visit.get());
        }
    }

    private void refuse(Exchange exchange, Download download) throws NotDurable {
        if (download.account().tells()) {
            tell(download, Observation.Served.EXCESSIVE);
        }
        var headers = exchange.response().headers();
        headers.remove(HeaderNames.ETAG);
        headers.remove(HeaderNames.CONTENT_TYPE);
        headers.remove(HeaderNames.CONTENT_DISPOSITION);
        exchange.empty(Exchange.NOT_FOUND);
    }

    private void tell(Download download, Observation.Served served) throws NotDurable {
        loop.report(
                at ->
                        new Observation.ArtifactServed(
                                download.cell().device(), download.offer().action(), served, at));
    }

    /** A name outside of plain letters is given in both forms (RFC 6266). */
    private static String disposition(String name) {
        if (name.chars()
                .allMatch(c -> c > ' ' && c < 127 && "\"\\;,()<>@:/[]?={}".indexOf(c) < 0)) {
            return "attachment;filename=" + name;
        }
        var plain = name.replaceAll("[^ -~]|[\"\\\\]", "_");
        var coded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        return "attachment;filename=\"%s\";filename*=UTF-8''%s".formatted(plain, coded);
    }
}

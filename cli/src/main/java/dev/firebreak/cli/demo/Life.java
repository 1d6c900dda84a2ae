package dev.firebreak.cli.demo;

import dev.firebreak.wire.json.Json;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/** The life of one machine: it polls, fetches, installs, restarts, reports; and may die of it. */
final class Life implements Runnable {
    /** The version that kills. */
    static final String BAD = "291.3";

    private static final Duration INSTALL = Duration.ofMinutes(4);
    private static final Duration SLEEPS_IN_DEATH = Duration.ofHours(14);

    /** Far below what counts as silence, so that a lost answer is asked for again in time. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** Longer: who begins a file anew looks like a second machine of the same name. */
    private static final Duration FETCH = Duration.ofSeconds(30);

    private static final Duration RETRY = Duration.ofMillis(150);
    private static final Duration AWAY = Duration.ofMillis(500);

    private final Machine machine;
    private final HttpClient client;
    private final URI base;
    private final int factor;
    private final Duration soak;
    private final Books books;
    private final AtomicBoolean ended;
    private final Random random;
    private String version;
    private String before;
    private int boots = 1;
    private int fetched;
    private boolean tellsAttributes = true;
    private boolean atRisk;
    private long outlivedAt;

    Life(
            Machine machine,
            HttpClient client,
            URI server,
            int factor,
            Duration soak,
            String version,
            Books books,
            AtomicBoolean ended) {
        this.machine = machine;
        this.client = client;
        this.base = server.resolve("/DEFAULT/controller/v1/" + machine.id());
        this.factor = factor;
        this.soak = soak;
        this.version = version;
        this.before = version;
        this.books = books;
        this.ended = ended;
        this.random = new Random(machine.id().hashCode());
    }

    @Override
    public void run() {
        try {
            rest(Duration.ofMinutes(random.nextInt(60))); // phases differ
            while (!ended.get()) {
                live();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One round: what is wrong with the network or the server is tried again. */
    private void live() throws InterruptedException {
        if (atRisk && System.nanoTime() >= outlivedAt) {
            atRisk = false;
            books.outlived(machine, version);
        }
        try {
            long askedNanos = System.nanoTime();
            var poll = get(base);
            if (poll.statusCode() != 200) {
                pause(RETRY);
                return;
            }
            var body = Json.lenientTree(poll.body());
            var links = body.path("_links");
            if (tellsAttributes || links.has("configData")) {
                tell();
            }
            if (links.has("cancelAction")) {
                cancel(links.path("cancelAction").path("href").asString());
            } else if (links.has("deploymentBase")) {
                var href = links.path("deploymentBase").path("href").asString();
                books.shown(machine, action(href), askedNanos);
                deploy(href);
                return; // the next poll comes at once
            }
            rest(interval(body));
        } catch (IOException e) {
            away(); // so it is for every machine
        }
    }

    private static Duration interval(JsonNode body) {
        var sleep = body.path("config").path("polling").path("sleep").asString("00:05:00");
        var part = sleep.split(":", -1);
        return Duration.ofHours(Integer.parseInt(part[0]))
                .plusMinutes(Integer.parseInt(part[1]))
                .plusSeconds(Integer.parseInt(part[2]));
    }

    private void tell() throws IOException, InterruptedException {
        var data =
                Map.of(
                        "os",
                        machine.attributes().getOrDefault("os", "unknown"),
                        "boot_id",
                        machine.id() + "-" + boots,
                        "sw_version",
                        version);
        var request =
                request(base.resolve(base.getPath() + "/configData"))
                        .header("Content-Type", "application/json")
                        .PUT(
                                BodyPublishers.ofByteArray(
                                        Json.bytes(Map.of("mode", "merge", "data", data))));
        if (send(request).statusCode() == 200) {
            tellsAttributes = false;
        }
    }

    private void cancel(String href) throws IOException, InterruptedException {
        var got = get(URI.create(href));
        if (got.statusCode() == 200) {
            books.safeFrom(machine, System.nanoTime());
            report(href, "closed", "success", "dropped");
        }
    }

    private static int action(String href) {
        var path = href.replaceFirst("\\?.*", "");
        return Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
    }

    private void deploy(String href) throws IOException, InterruptedException {
        long askedNanos = System.nanoTime();
        var got = get(URI.create(href));
        if (got.statusCode() != 200) {
            pause(RETRY);
            return;
        }
        var deployment = Json.lenientTree(got.body());
        int action = Integer.parseInt(deployment.path("id").asString());
        var chunk = deployment.path("deployment").path("chunks").path(0);
        var offered = chunk.path("version").asString();
        books.shown(machine, action, askedNanos);
        books.offered(machine, offered, action, System.nanoTime());
        var feedback = href.replaceFirst("\\?.*", "");
        report(feedback, "proceeding", "none", "fetching");
        if (action != fetched && !fetch(chunk.path("artifacts").path(0), offered)) {
            return;
        }
        fetched = action; // what is there is not fetched again: once is what one machine needs
        rest(INSTALL);
        if (offered.equals(BAD) && machine.doomed()) {
            die(feedback, action, offered);
            return;
        }
        boolean back = offered.equals(before) && !offered.equals(version);
        install(offered);
        long healthyAt = System.nanoTime() + (back ? 0 : soak.dividedBy(factor).toNanos());
        books.safeFrom(machine, healthyAt);
        outlivedAt = healthyAt; // noted before any word that may be lost
        atRisk = true;
        finish(feedback, action);
        tell();
    }

    private void install(String offered) {
        before = version;
        version = offered;
        boots++;
        tellsAttributes = true;
        books.runs(machine, version);
    }

    /** July 2024: the file is in place, and the machine does not come back. */
    private void die(String feedback, int action, String offered)
            throws IOException, InterruptedException {
        if (!machine.silentDeath()) {
            finish(feedback, action);
        }
        books.died(machine, offered);
        if (!machine.wakesUp()) {
            while (!ended.get()) {
                pause(Duration.ofSeconds(1));
            }
            return;
        }
        rest(SLEEPS_IN_DEATH);
        boots++; // the second slot: what ran before
        tellsAttributes = true;
        books.wokeUp(machine, offered);
        books.runs(machine, version);
        tell();
    }

    /** The final report, until it is acknowledged: a report that is lost is told again. */
    private void finish(String feedback, int action) throws InterruptedException {
        while (!ended.get()) {
            try {
                int status = report(feedback, "closed", "success", "installed");
                if (status == 200) {
                    books.acknowledged(machine, action, "success");
                }
                if (status == 200 || status == 404 || status == 410) {
                    return;
                }
            } catch (IOException e) {
                away();
                continue;
            }
            pause(RETRY);
        }
    }

    private int report(String action, String execution, String result, String detail)
            throws IOException, InterruptedException {
        var body =
                Map.of(
                        "status",
                        Map.of(
                                "execution", execution,
                                "result", Map.of("finished", result),
                                "details", List.of(detail)));
        return send(request(URI.create(action + "/feedback"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(Json.bytes(body))))
                .statusCode();
    }

    /** Whether the file is there, whole; a link that is gone is a call back, and no failure. */
    private boolean fetch(JsonNode artifact, String offered)
            throws IOException, InterruptedException {
        var links = artifact.path("_links");
        var href = links.has("download") ? links.path("download") : links.path("download-http");
        var got = send(request(URI.create(href.path("href").asString())).timeout(FETCH).GET());
        var wanted = artifact.path("hashes").path("sha256").asString();
        boolean whole = got.statusCode() == 200 && sha256(got.body()).equals(wanted);
        if (got.statusCode() == 200 && !whole) {
            books.broke(machine, offered);
        }
        return whole;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("expected SHA-256 in every JDK", e);
        }
    }

    private HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri)
                .timeout(TIMEOUT)
                .header("Authorization", "TargetToken " + machine.token());
    }

    private HttpResponse<byte[]> get(URI uri) throws IOException, InterruptedException {
        return send(request(uri).header("Accept", "application/json").GET());
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    /** Waits for a server that does not answer, each machine for another time, as a fleet does. */
    private void away() throws InterruptedException {
        pause(AWAY.plusMillis(random.nextLong(AWAY.toMillis())));
    }

    /** Sleeps for {@code span} of the fleet's time. */
    private void rest(Duration span) throws InterruptedException {
        pause(span.dividedBy(factor));
    }

    private void pause(Duration span) throws InterruptedException {
        var until = System.nanoTime() + span.toNanos();
        while (!ended.get() && System.nanoTime() < until) {
            Thread.sleep(Math.clamp((until - System.nanoTime()) / 1_000_000, 1, 500));
        }
    }

    static byte[] content(String version) {
        return ("the content of " + version + "\n").repeat(64).getBytes(StandardCharsets.UTF_8);
    }
}

package dev.firebreak.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Devices that live by themselves against a server under test, and remember what they were told:
 * the books of a test are theirs, not the server's.
 */
final class Village implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(150);

    /** What a device is like. */
    enum Kind {
        /** Is switched off. */
        OFF,
        /** Polls, and does nothing with what it is offered. */
        POLLS,
        /** Fetches, and says nothing more; drops what it is told to drop. */
        FETCHES,
        /** Fetches, installs, says so, and lives on. */
        GOOD,
        /** Fetches, and says that the install failed. */
        BREAKS,
        /** Fetches, says success, and is never heard again. */
        DIES,
        /** Takes the offer up, and is never heard again. */
        VANISHES,
        /** Says success without having fetched a byte. */
        LIES,
        /** Fetches, and closes its action without a result. */
        MUMBLES,
        /** Says to have dropped what it is told to drop, and installs it all the same. */
        STUBBORN
    }

    /** One device. */
    private static final class Dweller {
        final Handset handset;
        final Duration pause;
        final AtomicLong polls = new AtomicLong();
        volatile Kind kind;
        String working = "";
        boolean reported;

        Dweller(Handset handset, Kind kind, Duration pause) {
            this.handset = handset;
            this.kind = kind;
            this.pause = pause;
        }
    }

    /** Actions that were seen, each with its device; in the order of their numbers. */
    final ConcurrentMap<Integer, String> offers = new ConcurrentHashMap<>();

    /** When the last request began that showed an action as an offer, in nanoseconds, by action. */
    private final ConcurrentMap<Integer, Long> shownNanos = new ConcurrentHashMap<>();

    /** Devices that fetched, and those that were heard to answer a cancellation. */
    final Set<String> fetched = ConcurrentHashMap.newKeySet();

    final Set<String> dropped = ConcurrentHashMap.newKeySet();

    /** Answers to polls other than 200, each with its device. */
    final ConcurrentLinkedQueue<String> refused = new ConcurrentLinkedQueue<>();

    /** What went wrong in the test itself, or in what a device was told. */
    private final ConcurrentLinkedQueue<Throwable> troubles = new ConcurrentLinkedQueue<>();

    private final Map<String, Dweller> dwellers = new ConcurrentHashMap<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final HttpClient client = HttpClient.newHttpClient();
    private final ExecutorService lives = Executors.newVirtualThreadPerTaskExecutor();
    private final LiveServer server;
    private final Office office;

    Village(LiveServer server, Office office) {
        this.server = server;
        this.office = office;
    }

    /** Enrols {@code count} devices called {@code prefix}0 and so on, and lets them live. */
    void settle(String prefix, int count, Kind kind, Map<String, String> attributes) {
        settle(prefix, count, kind, PAUSE, attributes);
    }

    /** The same, each resting for {@code pause} after a poll. */
    void settle(
            String prefix, int count, Kind kind, Duration pause, Map<String, String> attributes) {
        var newcomers = new ArrayList<Office.Newcomer>();
        for (int i = 0; i < count; i++) {
            newcomers.add(new Office.Newcomer(prefix + i, secret(prefix + i), attributes));
        }
        office.enrol(newcomers);
        for (var newcomer : newcomers) {
            var id = newcomer.id();
            var handset = new Handset(client, server.url(), id, newcomer.token());
            var dweller = new Dweller(handset, kind, pause);
            dwellers.put(id, dweller);
            lives.execute(() -> live(dweller));
        }
    }

    private static String secret(String id) {
        return "secret-of-device-%s-0123456789".formatted(id);
    }

    /** From now on all whose name begins so are like this. */
    void become(String prefix, Kind kind) {
        dwellers.forEach(
                (id, dweller) -> {
                    if (id.startsWith(prefix)) {
                        dweller.kind = kind;
                    }
                });
    }

    Handset handset(String id) {
        return Objects.requireNonNull(dwellers.get(id)).handset;
    }

    /** Devices that were offered something, so far. */
    Set<String> offered() {
        return Set.copyOf(offers.values());
    }

    /** Waits until every device that is switched on was answered {@code rounds} polls more. */
    void rounds(int rounds) {
        var wanted = new HashMap<Dweller, Long>();
        dwellers.values().forEach(it -> wanted.put(it, it.polls.get() + rounds));
        await("%d polls of each device".formatted(rounds))
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () ->
                                wanted.entrySet().stream()
                                        .allMatch(
                                                each ->
                                                        each.getKey().kind == Kind.OFF
                                                                || each.getKey().polls.get()
                                                                        >= each.getValue()));
    }

    private void live(Dweller it) {
        var phase = ThreadLocalRandom.current().nextLong(it.pause.toNanos());
        LockSupport.parkNanos(phase);
        while (!ended.get()) {
            try {
                if (it.kind != Kind.OFF) {
                    round(it);
                }
            } catch (IOException e) {
                // The server is away, as a poll sees it; the next one will show.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                troubles.add(e);
            }
            LockSupport.parkNanos(it.pause.toNanos());
        }
    }

    /** Nothing went wrong that no device of a real fleet would survive. */
    void assertNoTroubles() {
        assertThat(List.copyOf(troubles)).as("what devices could not make sense of").isEmpty();
    }

    private void round(Dweller it) throws IOException, InterruptedException {
        long askedNanos = System.nanoTime();
        var poll = it.handset.poll();
        if (poll.status() != 200) {
            refused.add("%s: %d".formatted(it.handset.id, poll.status()));
        }
        it.polls.incrementAndGet();
        var cancel = poll.link("cancelAction");
        if (cancel.isPresent()) {
            var href = cancel.get();
            var action = href.substring(href.lastIndexOf('/') + 1);
            if (it.handset.answerCancel(action, "closed", "success") == 200) {
                dropped.add(it.handset.id);
            }
            return;
        }
        var link = poll.link("deploymentBase");
        if (link.isPresent()) {
            var href = link.get();
            var action = href.substring(href.lastIndexOf('/') + 1).replaceFirst("\\?.*", "");
            shownNanos.merge(Integer.valueOf(action), askedNanos, Math::max);
            work(it, href);
        } else if (it.kind == Kind.STUBBORN && !it.working.isEmpty() && !it.reported) {
            it.reported = it.handset.report(it.working, "closed", "success") == 200;
        }
    }

    private void work(Dweller it, String link) throws IOException, InterruptedException {
        long askedNanos = System.nanoTime();
        JsonNode deployment = it.handset.deployment(link);
        var action = deployment.path("id").asString("");
        if (action.isEmpty()) {
            return; // taken back between the poll and now
        }
        shownNanos.merge(Integer.valueOf(action), askedNanos, Math::max);
        offers.put(Integer.valueOf(action), it.handset.id);
        if (it.kind == Kind.POLLS) {
            return;
        }
        if (it.kind == Kind.LIES) {
            it.handset.report(action, "closed", "success");
            return;
        }
        if (it.kind == Kind.VANISHES) {
            it.handset.report(action, "proceeding", "none");
            it.kind = Kind.OFF;
            return;
        }
        if (!action.equals(it.working)) {
            it.reported = false;
            it.working = action;
            if (it.handset.fetch(deployment) == 200) {
                fetched.add(it.handset.id);
            }
        }
        switch (it.kind) {
            case OFF, POLLS, FETCHES, LIES, VANISHES, STUBBORN -> {}
            case GOOD -> it.handset.report(action, "closed", "success");
            case BREAKS -> it.handset.report(action, "closed", "failure");
            case MUMBLES -> it.handset.report(action, "closed", "none");
            case DIES -> {
                it.handset.report(action, "closed", "success");
                it.kind = Kind.OFF;
            }
        }
    }

    /** The actions that a request showed as an offer which began after {@code nanos}. */
    List<Integer> shownSince(long nanos) {
        return shownNanos.entrySet().stream()
                .filter(shown -> shown.getValue() > nanos)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Waits until {@code count} offers were seen by those that they are for. */
    void awaitOffers(int count) {
        await("%d offers seen by devices".formatted(count))
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> offers.size() >= count);
    }

    @Override
    public void close() {
        ended.set(true);
        lives.close();
        client.close();
    }
}

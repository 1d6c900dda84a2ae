package dev.firebreak.trial;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A device whose server dies again and again. What it fetched it has installed, whoever dies then;
 * it reports until that is acknowledged, and writes everything that it was told into the books.
 */
final class Survivor implements Runnable {
    private static final Duration PAUSE = Duration.ofMillis(30);
    private static final Duration RETRY = Duration.ofMillis(500);

    /** What the fleet ran before the first rollout, and goes back to. */
    static final String BEFORE = "1";

    final AtomicLong polls = new AtomicLong();
    private final Handset handset;
    private final OutsideBooks books;
    private final Duration soak;
    private final AtomicBoolean ended;
    private String fetched = "";
    private String closed = "";

    /**
     * @param soak of real time: a device is at risk at least for so long after an install
     */
    Survivor(Handset handset, OutsideBooks books, Duration soak, AtomicBoolean ended) {
        this.handset = handset;
        this.books = books;
        this.soak = soak;
        this.ended = ended;
    }

    @Override
    public void run() {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(PAUSE.toNanos()));
        while (!ended.get()) {
            try {
                round();
                LockSupport.parkNanos(PAUSE.toNanos());
            } catch (IOException e) {
                LockSupport.parkNanos(RETRY.toNanos()); // the server is dead: asks again
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                books.wrong.add(
                        "%s could not make sense of an answer: %s".formatted(handset.id, e));
            }
        }
    }

    private void round() throws IOException, InterruptedException {
        long askedNanos = System.nanoTime();
        var poll = handset.poll();
        if (poll.status() == 200) {
            polls.incrementAndGet();
        }
        var cancel = poll.link("cancelAction");
        if (cancel.isPresent()) {
            drop(number(cancel.get()));
            return;
        }
        var link = poll.link("deploymentBase");
        if (link.isEmpty()) {
            return;
        }
        var deployment = handset.deployment(link.get());
        var action = deployment.path("id").asString("");
        if (action.isEmpty()) {
            return; // taken back between the poll and now
        }
        var chunk = deployment.path("deployment").path("chunks").path(0);
        var version = chunk.path("version").asString("");
        books.offered(handset.id, Integer.parseInt(action), version, askedNanos);
        boolean back = version.equals(BEFORE);
        if (!back && !action.equals(fetched)) {
            books.atRisk(handset.id);
        }
        if (action.equals(fetched) || handset.fetch(deployment) == 200) {
            fetched = action;
            report(action, back ? Duration.ZERO : soak);
        }
    }

    private void report(String action, Duration risk) throws IOException, InterruptedException {
        // The server may know it although its answer is lost: so it counts from the first try.
        books.healthyFrom(handset.id, System.nanoTime() + risk.toNanos());
        int status = handset.report(action, "closed", "success");
        if (status == 200) {
            books.acknowledged("SUCCEEDED " + handset.id + " " + action);
        }
        if (status == 200 || status == 410) {
            closed = action;
        }
    }

    private void drop(String action) throws IOException, InterruptedException {
        if (action.equals(fetched) && !action.equals(closed)) {
            report(action, soak); // too late to drop it
            return;
        }
        books.healthyFrom(handset.id, System.nanoTime());
        if (handset.answerCancel(action, "closed", "success") == 200) {
            books.acknowledged("cancel DONE " + handset.id + " " + action);
        }
    }

    private static String number(String href) {
        return href.substring(href.lastIndexOf('/') + 1).replaceFirst("\\?.*", "");
    }
}

package dev.firebreak.server.loop;

import dev.firebreak.core.decision.Decision;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.wire.log.Entry;

import java.util.ArrayList;
import java.util.List;

/** What one force of the disk carries, and who waits for it. */
final class Batch {
    /** An answer that is given when the batch is durable. */
    record Reply(Item.Seen item, List<Decision> decisions) {
        void give() {
            item.answer().complete(decisions);
        }
    }

    /** A stop that was decided in this batch, and what it bars. */
    record Barred(Item.Seen item, Decision decision, Observation stop, OfferGate.Bar bar) {}

    private final List<Entry> entries = new ArrayList<>();
    private final List<byte[]> bodies = new ArrayList<>();
    private final List<Reply> replies = new ArrayList<>();
    private final List<Barred> stops = new ArrayList<>();

    void add(Entry entry, byte[] body) {
        entries.add(entry);
        bodies.add(body);
    }

    List<Entry> entries() {
        return entries;
    }

    List<byte[]> bodies() {
        return bodies;
    }

    List<Reply> replies() {
        return replies;
    }

    List<Barred> stops() {
        return stops;
    }
}

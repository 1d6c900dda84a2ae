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

    /**
     * An entry and the number of its first part.
     *
     * @param first how many parts of others come before it in the batch
     */
    record Placed(Entry entry, int first) {}

    private final List<Placed> entries = new ArrayList<>();
    private final List<byte[]> parts = new ArrayList<>();
    private final List<Reply> replies = new ArrayList<>();
    private final List<Barred> stops = new ArrayList<>();

    void add(Entry entry, List<byte[]> itsParts) {
        entries.add(new Placed(entry, parts.size()));
        parts.addAll(itsParts);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    List<Placed> placed() {
        return entries;
    }

    List<Entry> entries() {
        return entries.stream().map(Placed::entry).toList();
    }

    /** What goes to the journal, at once or not at all. */
    List<byte[]> parts() {
        return parts;
    }

    List<Reply> replies() {
        return replies;
    }

    List<Barred> stops() {
        return stops;
    }
}

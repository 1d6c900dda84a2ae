package dev.firebreak.server.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A journal that is durable for as long as the test runs. */
public final class MemoryJournal implements Journal {
    private final Chain chain = Chain.after(Checkpoint.START);
    private final List<byte[]> bodies = new ArrayList<>();
    private final List<Checkpoint> points = new ArrayList<>(List.of(Checkpoint.START));

    /** A journal without entries. */
    public MemoryJournal() {}

    @Override
    public synchronized long append(long expectedHead, List<byte[]> entries) throws IOException {
        if (expectedHead != head()) {
            throw new HeadMoved(expectedHead, head());
        }
        entries.forEach(Chain::requireBody);
        for (var body : entries) {
            chain.extend(body);
            bodies.add(body.clone());
            points.add(chain.checkpoint());
        }
        return head();
    }

    @Override
    public synchronized long head() {
        return bodies.size();
    }

    @Override
    public synchronized byte[] headHash() {
        return points.getLast().hashBytes();
    }

    @Override
    public synchronized Optional<Checkpoint> at(long seq) {
        return seq < 0 || seq > head() ? Optional.empty() : Optional.of(points.get((int) seq));
    }

    @Override
    public void read(long fromInclusive, EntryReader reader) throws IOException {
        read(fromInclusive, head(), reader);
    }

    /** Hands over the entries up to {@code to} only. */
    void read(long from, long to, EntryReader reader) throws IOException {
        for (long seq = from; seq <= to; seq++) {
            reader.entry(seq, points.get((int) seq).hashBytes(), bodies.get((int) seq - 1).clone());
        }
    }

    @Override
    public void close() {}
}

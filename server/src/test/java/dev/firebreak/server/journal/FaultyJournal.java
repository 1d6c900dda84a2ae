package dev.firebreak.server.journal;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A journal whose disk fails at a chosen append, in one of two ways. From then on it refuses, as a
 * real one does; {@link #afterRestart} says what the disk turns out to hold.
 */
public final class FaultyJournal implements Journal {
    /** What the append that failed did to the disk. */
    public enum Fault {
        /** The entries are not there after a restart. */
        DID_NOTHING,
        /** The entries are there after a restart, although nobody was told. */
        DID_IT
    }

    private final MemoryJournal disk = new MemoryJournal();
    private final Fault fault;
    private int soundAppends;
    private boolean failed;
    private long known;

    /**
     * A journal without entries.
     *
     * @param soundAppends how many appends succeed before the one that fails
     * @param fault what that one does
     */
    public FaultyJournal(int soundAppends, Fault fault) {
        this.soundAppends = soundAppends;
        this.fault = fault;
    }

    /** Lets the next append be the one that fails, however many were to succeed. */
    public synchronized void failNext() {
        soundAppends = 0;
    }

    /** What a process that starts now would find. */
    public Journal afterRestart() {
        return disk;
    }

    @Override
    public synchronized long append(long expectedHead, List<byte[]> entries) throws IOException {
        if (failed) {
            throw new JournalFailed("expected a sound journal, found one that failed: restart");
        }
        if (soundAppends == 0) {
            failed = true;
            switch (fault) {
                case DID_NOTHING -> {}
                case DID_IT -> disk.append(expectedHead, entries);
            }
            throw new JournalFailed("expected an answer from the disk, found none: restart");
        }
        known = disk.append(expectedHead, entries);
        soundAppends--;
        return known;
    }

    @Override
    public synchronized long head() {
        return known;
    }

    @Override
    public synchronized byte[] headHash() {
        return disk.at(known).orElseThrow().hashBytes();
    }

    @Override
    public synchronized Optional<Checkpoint> at(long seq) {
        return seq > known ? Optional.empty() : disk.at(seq);
    }

    @Override
    public void read(long fromInclusive, EntryReader reader) throws IOException {
        disk.read(fromInclusive, head(), reader);
    }

    @Override
    public void close() {}
}

package dev.firebreak.server.journal;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Appends durable entries, numbered from 1 without gaps, each chained to the one before it by its
 * hash.
 *
 * <p>The port is kept to what both an embedded file and a database shared by several nodes can
 * promise. One thread appends; any thread may read.
 */
public interface Journal extends AutoCloseable {
    /**
     * The longest body, in bytes. Facts are some hundred bytes; the bound keeps each reader's copy
     * of an entry small beside the heap. What can grow with the fleet (a halt withdraws each open
     * offer) its writer splits over several entries of one append.
     */
    int MAX_BODY_BYTES = 1 << 20;

    /**
     * Appends all of {@code entries} or none; on return they survive a power cut.
     *
     * @param expectedHead the fence: the number that the caller believes to be the last
     * @return the number of the last entry, which is {@code expectedHead} if there are none to add
     * @throws HeadMoved if the last number is another one; nothing was written
     * @throws JournalFailed if durability cannot be promised. All of the entries or none of them
     *     are there after a restart; until then each further append is refused, because a force
     *     that failed once may report success when it is repeated, with the data lost
     * @throws IllegalArgumentException if a body is empty or longer than {@link #MAX_BODY_BYTES};
     *     nothing was written
     */
    long append(long expectedHead, List<byte[]> entries) throws IOException;

    /** The number of the last durable entry; 0 if there is none. */
    long head();

    /** The hash of the last durable entry: 32 bytes that commit to it and all before it. */
    byte[] headHash();

    /**
     * The checkpoint of entry {@code seq}, or nothing if no durable entry has that number. {@code
     * at(0)} is {@link Checkpoint#START}.
     */
    Optional<Checkpoint> at(long seq) throws IOException;

    /**
     * Hands the durable entries from {@code fromInclusive} on to {@code reader}, in order, up to
     * the head at the time of the call. Each entry is checked against its predecessor before it is
     * handed over. The predecessor of the first is believed: compare {@link #at} with a checkpoint
     * from elsewhere where that is not enough.
     *
     * @throws BrokenChain at the first entry that does not follow from the one before it
     */
    void read(long fromInclusive, EntryReader reader) throws IOException;

    @Override
    void close() throws IOException;
}

package dev.firebreak.server.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Where a stop becomes durable when the journal cannot take it. All its space is written when it is
 * made, so that a full disk does not refuse a stop; a start reads the stops and brings them into
 * the journal. Carrying out a stop twice must be harmless: after a crash one may come back.
 *
 * <p>Slots of 4 KiB, each: CRC32C of the rest (4 bytes), length of the stop (4), its place in the
 * order (8, from 1), the stop. A free slot begins with 16 zeros. The last slot is kept for a
 * sentence that says why the next start must not trust the store. Safe for several threads.
 */
public final class StopFile implements AutoCloseable {
    /** How many stops may wait for the journal: one for each rollout that could be running. */
    public static final int SLOTS = 63;

    private static final int ALL_SLOTS = SLOTS + 1;

    /** Its name in the folder. */
    public static final String NAME = "stops.bin";

    private static final int SLOT_BYTES = 4_096;
    private static final int HEAD_BYTES = 16;
    private static final int CRC_BYTES = 4;

    /** The longest stop, in bytes: what one slot holds. */
    public static final int MAX_STOP_BYTES = SLOT_BYTES - HEAD_BYTES;

    /** What a slot holds, as far as can be known. */
    private sealed interface Slot {
        /** Nothing. */
        record Free() implements Slot {}

        /** A stop that was forced. */
        record Held(long order, ByteBuffer stop) implements Slot {}

        /** A write that was torn, or whose force failed: not used again before {@link #clear}. */
        record Doubtful() implements Slot {}
    }

    /** Not a channel: a thread that is interrupted inside a channel closes it for all stops. */
    private final RandomAccessFile file;

    private final List<Slot> slots;
    private final int torn;
    private Slot doubt;

    private StopFile(RandomAccessFile file, List<Slot> slots, Slot doubt) {
        this.file = file;
        this.slots = slots;
        this.doubt = doubt;
        this.torn = (int) slots.stream().filter(Slot.Doubtful.class::isInstance).count();
    }

    /**
     * Opens the stop file of {@code folder}, which the caller has to itself (it has the journal
     * open); makes it if it is not there.
     *
     * @throws IOException if it cannot be made or is not a stop file: then a stop might not be
     *     kept, and nothing may be offered
     */
    public static StopFile open(Path folder) throws IOException {
        var path = folder.resolve(NAME);
        if (!Files.exists(path)) {
            DurableFiles.replace(path, ByteBuffer.allocate(ALL_SLOTS * SLOT_BYTES));
        }
        if (Files.size(path) != ALL_SLOTS * SLOT_BYTES) {
            throw new IOException(
                    "expected %d bytes in %s, found %d: restore it; do not delete it, it may hold a stop"
                            .formatted(ALL_SLOTS * SLOT_BYTES, path, Files.size(path)));
        }
        var slots = new ArrayList<Slot>();
        var bytes = ByteBuffer.wrap(Files.readAllBytes(path));
        for (int i = 0; i < SLOTS; i++) {
            slots.add(parse(bytes.slice(i * SLOT_BYTES, SLOT_BYTES)));
        }
        var doubt = parse(bytes.slice(SLOTS * SLOT_BYTES, SLOT_BYTES));
        return new StopFile(new RandomAccessFile(path.toFile(), "rw"), slots, doubt);
    }

    private static Slot parse(ByteBuffer slot) {
        var crc = slot.getInt();
        var length = slot.getInt();
        var order = slot.getLong();
        if (crc == 0 && length == 0 && order == 0) {
            return new Slot.Free();
        }
        if (length < 1 || length > MAX_STOP_BYTES || crc != crc(slot, length)) {
            return new Slot.Doubtful();
        }
        return new Slot.Held(order, slot.slice(HEAD_BYTES, length).asReadOnlyBuffer());
    }

    /**
     * Makes {@code stop} durable; on return it survives a power cut. One that waits already is not
     * written again.
     *
     * @throws IOException if that cannot be promised; it may be there after a restart all the same.
     *     The next call uses another slot: a force that failed is never repeated
     * @throws IllegalArgumentException if it is empty or longer than {@link #MAX_STOP_BYTES}
     */
    public synchronized void force(byte[] stop) throws IOException {
        if (stop.length == 0 || stop.length > MAX_STOP_BYTES) {
            throw new IllegalArgumentException(
                    "expected a stop of 1 to %d bytes, found %d: shorten its reason"
                            .formatted(MAX_STOP_BYTES, stop.length));
        }
        var kept = ByteBuffer.wrap(stop.clone()).asReadOnlyBuffer();
        if (held().stream().anyMatch(held -> held.stop().equals(kept))) {
            return;
        }
        var place = slots.indexOf(new Slot.Free());
        if (place < 0) {
            throw new IOException(
                    "expected a free slot for the stop, found all %d taken: restart, so that the journal takes them"
                            .formatted(SLOTS));
        }
        var order = held().stream().mapToLong(Slot.Held::order).max().orElse(0) + 1;
        // A crash before the force returns leaves the stop, or a torn slot that is reported: either
        // way the server stops rather too much than too little.
        write(List.of(place), bytes(order, stop));
        slots.set(place, new Slot.Held(order, kept));
    }

    private static byte[] bytes(long order, byte[] content) {
        var bytes = ByteBuffer.allocate(HEAD_BYTES + content.length);
        bytes.putInt(0).putInt(content.length).putLong(order).put(content);
        return bytes.putInt(0, crc(bytes, content.length)).array();
    }

    /**
     * Makes it durable that the next start must not trust the store. The first reason stays.
     *
     * @throws IOException if that cannot be promised
     */
    public synchronized void doubt(String why) throws IOException {
        if (doubt instanceof Slot.Held) {
            return;
        }
        var all = why.getBytes(StandardCharsets.UTF_8);
        var most = Arrays.copyOf(all, Math.clamp(all.length, 1, MAX_STOP_BYTES));
        // A crash before the force returns leaves the doubt, or a torn slot, which is one, too.
        doubt = new Slot.Doubtful();
        writeDoubt(bytes(1, most));
        doubt = new Slot.Held(1, ByteBuffer.wrap(most));
    }

    /** Why the store is not to be trusted, if somebody said so. */
    public synchronized Optional<String> doubt() {
        return switch (doubt) {
            case Slot.Free() -> Optional.empty();
            case Slot.Held(long _, ByteBuffer why) ->
                    Optional.of(new String(bytes(why), StandardCharsets.UTF_8));
            case Slot.Doubtful() -> Optional.of("the stop file has a doubt that cannot be read");
        };
    }

    /**
     * The journal holds the doubt now.
     *
     * @throws IOException if that cannot be promised; it may come back after a restart
     */
    public synchronized void clearDoubt() throws IOException {
        if (!(doubt instanceof Slot.Free)) {
            // A crash on the way: the next start holds what it need not hold.
            writeDoubt(new byte[HEAD_BYTES]);
            doubt = new Slot.Free();
        }
    }

    private void writeDoubt(byte[] bytes) throws IOException {
        file.seek((long) SLOTS * SLOT_BYTES);
        file.write(bytes);
        file.getFD().sync();
    }

    /** The stops that the journal may not hold, in the order in which they were given. */
    public synchronized List<byte[]> pending() {
        return held().stream()
                .sorted(Comparator.comparingLong(Slot.Held::order))
                .map(held -> bytes(held.stop()))
                .toList();
    }

    /**
     * How many slots held something unreadable at the start: a stop that was never acknowledged, or
     * one that the disk has spoiled. If there are any, hold everything until a person has looked.
     */
    public int torn() {
        return torn;
    }

    /**
     * Frees the slots of {@code journaled}, which the journal now holds durably, and all torn ones.
     * A stop that came meanwhile stays.
     *
     * @throws IOException if that cannot be promised; they may then come back after a restart
     */
    public synchronized void clear(Collection<byte[]> journaled) throws IOException {
        var gone = journaled.stream().map(ByteBuffer::wrap).toList();
        var places = new ArrayList<Integer>();
        for (int i = 0; i < SLOTS; i++) {
            var goes =
                    switch (slots.get(i)) {
                        case Slot.Free() -> false;
                        case Slot.Held(long _, ByteBuffer stop) -> gone.contains(stop);
                        case Slot.Doubtful() -> true;
                    };
            if (goes) {
                places.add(i);
            }
        }
        // A crash on the way leaves some of them pending: they are carried out again, in vain.
        write(places, new byte[HEAD_BYTES]);
        places.forEach(place -> slots.set(place, new Slot.Free()));
    }

    /**
     * Writes {@code bytes} into each of {@code places}, which stay doubtful until all are forced.
     */
    private void write(List<Integer> places, byte[] bytes) throws IOException {
        places.forEach(place -> slots.set(place, new Slot.Doubtful()));
        for (int place : places) {
            file.seek((long) place * SLOT_BYTES);
            file.write(bytes);
        }
        file.getFD().sync();
    }

    private List<Slot.Held> held() {
        return slots.stream()
                .filter(Slot.Held.class::isInstance)
                .map(Slot.Held.class::cast)
                .toList();
    }

    private static byte[] bytes(ByteBuffer stop) {
        var bytes = new byte[stop.remaining()];
        stop.duplicate().get(bytes);
        return bytes;
    }

    private static int crc(ByteBuffer slot, int length) {
        var crc = new CRC32C();
        crc.update(slot.slice(CRC_BYTES, HEAD_BYTES - CRC_BYTES + length));
        return (int) crc.getValue();
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}

package dev.firebreak.server.journal;

import java.io.IOException;

/** Takes entries one by one, in order. */
@FunctionalInterface
public interface EntryReader {
    /**
     * Takes the next entry.
     *
     * @param seq the entry's number, from 1
     * @param hash its chain hash, 32 bytes
     * @param body its bytes, the reader's own to keep
     * @throws IOException to end the reading; it is passed on as it is
     */
    void entry(long seq, byte[] hash, byte[] body) throws IOException;
}

package dev.firebreak.server.loop;

import java.util.HexFormat;

/** One durable entry as bytes, for those who copy or check the log. */
public final class LogLine {
    private final long seq;
    private final byte[] hash;
    private final byte[] body;

    LogLine(long seq, byte[] hash, byte[] body) {
        this.seq = seq;
        this.hash = hash;
        this.body = body;
    }

    /** Its number, from 1. */
    public long seq() {
        return seq;
    }

    /** Its chain hash: 64 hexadecimal digits. */
    public String hash() {
        return HexFormat.of().formatHex(hash);
    }

    /** Its canonical bytes; not to be changed. */
    public byte[] body() {
        return body;
    }
}

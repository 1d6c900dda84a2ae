package dev.firebreak.server.store;

/** An upload that the store does not take; nothing was stored under its digest. */
public final class UploadRefused extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong with it. */
    public enum Why {
        /** More bytes than the store takes. */
        TOO_LARGE,
        /** The bytes have another digest than the caller said. */
        OTHER_DIGEST,
        /** The part does not begin where the received bytes end. */
        NOT_NEXT,
        /** Somebody uploads the same digest right now. */
        BUSY,
        /** Too many unfinished uploads, or too little room on the disk. */
        NO_ROOM
    }

    private final Why why;
    private final long receivedBytes;

    UploadRefused(Why why, long receivedBytes, String message) {
        super(message);
        this.why = why;
        this.receivedBytes = receivedBytes;
    }

    /** What is wrong with it. */
    public Why why() {
        return why;
    }

    /** How many bytes of it the store keeps; where the next part must begin. */
    public long receivedBytes() {
        return receivedBytes;
    }
}

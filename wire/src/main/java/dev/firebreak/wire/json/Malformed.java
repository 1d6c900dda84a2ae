package dev.firebreak.wire.json;

/**
 * Bytes that are not what they should be. The message says what was expected, what was found, and
 * what to do; {@link #path} says where, for people who sent a whole document.
 */
public final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String path;

    public Malformed(String path, String message) {
        super(message);
        this.path = path;
    }

    /** Where in the document, like {@code waves[2].name}; empty for the document itself. */
    public String path() {
        return path;
    }

    /** Place and message in one line. */
    public String line() {
        return path.isEmpty() ? getMessage() : path + ": " + getMessage();
    }

    @Override
    public String getMessage() {
        var message = super.getMessage();
        return message == null ? "" : message;
    }
}

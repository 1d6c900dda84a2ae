package dev.firebreak.core.words;

/**
 * The name under which one machine is known, unique within its tenant.
 *
 * @param value 1 to 128 characters, none of them white space, a control character or a slash
 */
public record DeviceId(String value) implements Comparable<DeviceId> {
    /** As in the device protocol: longer ids are refused at registration there as well. */
    public static final int LONGEST = 128;

    public DeviceId {
        if (value.isEmpty()
                || value.length() > LONGEST
                || value.chars().anyMatch(DeviceId::bad)
                || !Printable.is(value)) {
            throw new IllegalArgumentException(
                    "expected a device id of 1 to %d characters without white space or '/', found '%s': choose another"
                            .formatted(LONGEST, value.isEmpty() ? "" : Reason.told(value)));
        }
    }

    private static boolean bad(int c) {
        return Character.isWhitespace(c) || c == '/';
    }

    @Override
    public int compareTo(DeviceId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}

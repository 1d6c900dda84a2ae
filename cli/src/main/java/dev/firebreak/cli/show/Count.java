package dev.firebreak.cli.show;

import java.util.Locale;

/** Numbers and times as people read them, the same in every locale. */
public final class Count {
    private static final int TIME_START = 11;
    private static final int TIME_END = 19;

    private Count() {}

    /** 1,300,000. */
    public static String of(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 1 device}, {@code 2 devices}. */
    public static String of(long number, String what) {
        return of(number) + " " + what + (number == 1 ? "" : "s");
    }

    /** 1.5 MB; powers of ten, as disks are sold. */
    public static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double left = bytes;
        var unit = "";
        for (var next : new String[] {"kB", "MB", "GB", "TB"}) {
            if (left < 1000) {
                break;
            }
            left /= 1000;
            unit = next;
        }
        return String.format(Locale.ROOT, "%.1f %s", left, unit);
    }

    /** The time of day of an RFC 3339 time in UTC; anything else as it is. */
    public static String clock(String time) {
        return time.length() > TIME_END && time.charAt(TIME_START - 1) == 'T'
                ? time.substring(TIME_START, TIME_END)
                : time;
    }
}

package dev.firebreak.wire.file;

import dev.firebreak.core.plan.Window;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Windows like {@code {days: mon-thu, from: "06:00", to: "14:00", zone: device}}. */
final class WindowText {
    static final String EXAMPLE = "{days: mon-thu, from: \"06:00\", to: \"14:00\", zone: device}";

    private static final String EVERY_DAY = "daily";
    private static final String OWN_ZONE = "device";
    private static final int LETTERS = 3;
    private static final int DAYS_A_WEEK = DayOfWeek.values().length;
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

    private WindowText() {}

    static List<Window> read(Cursor at) {
        return at.list("[" + EXAMPLE + "]", WindowText::one);
    }

    private static Optional<Window> one(Cursor at) {
        var fields = at.fields("days", "from", "to", "zone");
        var days =
                fields.flatMap(window -> window.get("days"))
                        .map(WindowText::days)
                        .orElseGet(() -> List.of(DayOfWeek.values()));
        var from = fields.flatMap(window -> window.need("from", "from: \"06:00\""));
        var to = fields.flatMap(window -> window.need("to", "to: \"14:00\""));
        var begins = from.flatMap(WindowText::time);
        var ends = to.flatMap(WindowText::time);
        var zone = fields.flatMap(window -> window.get("zone")).flatMap(WindowText::zone);
        if (begins.isEmpty() || ends.isEmpty()) {
            return Optional.empty();
        }
        if (begins.equals(ends)) {
            to.ifPresent(
                    end ->
                            end.wrong(
                                    "another time than 'from'", "leave the window out for always"));
            return Optional.empty();
        }
        return Optional.of(new Window(days, begins.get(), ends.get(), zone));
    }

    private static List<DayOfWeek> days(Cursor at) {
        return at.isList()
                ? at.list("[mon, wed]", WindowText::day)
                : at.made("days like mon-thu, daily or [mon, wed]", "mon-thu", WindowText::span)
                        .orElse(List.of());
    }

    private static Optional<DayOfWeek> day(Cursor at) {
        return at.made("one of mon, tue, wed, thu, fri, sat, sun", "mon", WindowText::dayOf);
    }

    private static List<DayOfWeek> span(String text) {
        if (text.equals(EVERY_DAY)) {
            return List.of(DayOfWeek.values());
        }
        var ends = Stream.of(text.split("-", -1)).map(WindowText::dayOf).toList();
        if (ends.size() > 2) {
            throw new IllegalArgumentException(
                    "expected a first and a last day, found '%s': write mon-thu".formatted(text));
        }
        var first = ends.getFirst();
        int length = Math.floorMod(ends.getLast().getValue() - first.getValue(), DAYS_A_WEEK) + 1;
        return IntStream.range(0, length).mapToObj(first::plus).toList();
    }

    private static DayOfWeek dayOf(String text) {
        return Stream.of(DayOfWeek.values())
                .filter(day -> word(day).equals(text))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "expected a day, found '%s': write mon".formatted(text)));
    }

    private static String word(DayOfWeek day) {
        return day.name().substring(0, LETTERS).toLowerCase(Locale.ROOT);
    }

    private static Optional<LocalTime> time(Cursor at) {
        return at.made(
                "a time from 00:00 to 23:59",
                "06:00",
                text -> {
                    try {
                        return LocalTime.parse(text, CLOCK);
                    } catch (DateTimeParseException e) {
                        throw new IllegalArgumentException(
                                "expected a time, found '%s': write 06:00".formatted(text), e);
                    }
                });
    }

    private static Optional<String> zone(Cursor at) {
        return at.is(OWN_ZONE)
                ? Optional.empty()
                : at.made("'device' or a zone like Europe/Berlin", "device", WindowText::known);
    }

    /**
     * The zone itself.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    static String known(String zone) {
        try {
            return ZoneId.of(zone).getId();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "expected a zone, found '%s': write one like Europe/Berlin".formatted(zone), e);
        }
    }

    static String write(Window window) {
        return "{days: %s, from: \"%s\", to: \"%s\", zone: %s}"
                .formatted(
                        written(window.days()),
                        CLOCK.format(window.from()),
                        CLOCK.format(window.to()),
                        window.zone().map(YamlNode::quote).orElse(OWN_ZONE));
    }

    private static String written(List<DayOfWeek> days) {
        var words = new ArrayList<String>();
        days.forEach(day -> words.add(word(day)));
        return words.stream().collect(Collectors.joining(", ", "[", "]"));
    }
}

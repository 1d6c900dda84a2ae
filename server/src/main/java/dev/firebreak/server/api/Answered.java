package dev.firebreak.server.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Counts answers by what was asked and how it ended. The counters are made beforehand: polls are
 * counted too, and looking one up by its labels would cost more than the poll.
 */
final class Answered {
    private static final int CLASSES = 5;
    private static final String CONTROLLER = "/controller/v1/";

    private final Map<What, List<Counter>> counters = new EnumMap<>(What.class);

    /** What was asked. */
    private enum What {
        POLL,
        OFFER,
        FEEDBACK,
        DOWNLOAD,
        ATTRIBUTES,
        API
    }

    Answered(MeterRegistry registry) {
        for (var what : What.values()) {
            var name = what.name().toLowerCase(Locale.ROOT);
            counters.put(
                    what,
                    IntStream.rangeClosed(1, CLASSES)
                            .mapToObj(digit -> counter(registry, name, digit + "xx"))
                            .toList());
        }
    }

    private static Counter counter(MeterRegistry registry, String what, String status) {
        return Counter.builder("firebreak.answers")
                .description("answers by what was asked and the status's class")
                .tag("what", what)
                .tag("status", status)
                .register(registry);
    }

    void count(String method, String path, int status) {
        Optional.ofNullable(counters.get(what(method, path)))
                .map(digits -> digits.get(Math.clamp(status / 100, 1, CLASSES) - 1))
                .ifPresent(Counter::increment);
    }

    private static What what(String method, String path) {
        var at = path.indexOf(CONTROLLER);
        if (at < 0) {
            return What.API;
        }
        var resource = path.indexOf('/', at + CONTROLLER.length());
        if (resource < 0 || resource == path.length() - 1) {
            return What.POLL;
        }
        if (path.startsWith("softwaremodules", resource + 1)) {
            return What.DOWNLOAD;
        }
        if (path.startsWith("configData", resource + 1)) {
            return What.ATTRIBUTES;
        }
        return method.equals("GET") ? What.OFFER : What.FEEDBACK;
    }
}

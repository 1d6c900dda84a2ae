package dev.firebreak.cli.show;

import dev.firebreak.core.plan.Plan;
import dev.firebreak.core.plan.PlanForecast;
import dev.firebreak.core.words.Region;
import dev.firebreak.core.words.Span;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a plan does at best, and what a fault that shows late does at worst. */
public final class PlanReport {
    private static final double SECONDS_A_DAY = 86_400;

    /** How late faults show, as people ask. */
    private static final List<Duration> LATE =
            List.of(Duration.ofHours(2), Duration.ofHours(24), Duration.ofHours(72));

    private PlanReport() {}

    /** Days from the first offer to the end of the last bake, if everything goes well. */
    public static double bestDays(PlanForecast forecast) {
        return Math.round(forecast.total().toSeconds() / SECONDS_A_DAY * 100) / 100.0;
    }

    /** How many devices a fault can harm that shows after 2, 24 or 72 hours. */
    public static Map<String, Long> lateHarm(PlanForecast forecast) {
        var harm = new TreeMap<String, Long>();
        LATE.forEach(age -> harm.put(age.toHours() + "h", forecast.lateHarm(age)));
        return harm;
    }

    /** Both in words. */
    public static List<String> bounds(PlanForecast forecast) {
        var lines = new ArrayList<String>();
        lines.add(
                "At best it takes %s (%s days) from the first offer to the end of the last bake."
                        .formatted(
                                Span.told(forecast.total()),
                                String.format(Locale.ROOT, "%.1f", bestDays(forecast))));
        for (var age : LATE) {
            lines.add(
                    "A fault that shows after %d h can harm at most %s."
                            .formatted(age.toHours(), Count.of(forecast.lateHarm(age), "device")));
        }
        return List.copyOf(lines);
    }

    /** The steps: who, how many at once, when at best, and what a clean step cannot exclude. */
    public static List<String> steps(Plan plan, PlanForecast forecast) {
        var table =
                new Table(
                        "",
                        "WAVE",
                        "WHO",
                        "UP TO",
                        "DEVICES",
                        "AT ONCE",
                        "FROM",
                        "UNTIL",
                        "EXCLUDES ONLY");
        long before = 0;
        for (int i = 0; i < forecast.steps().size(); i++) {
            var step = forecast.steps().get(i);
            before += step.devices();
            table.row(
                    i + 1,
                    plan.waves().get(step.wave()).name(),
                    who(plan, step),
                    step.share(),
                    Count.of(step.devices()),
                    Count.of(Math.min(step.limit(), step.devices())),
                    Span.told(step.start()),
                    Span.told(step.end()),
                    excluded(before));
        }
        return table.lines("no steps");
    }

    /** A clean run over so many devices still allows any lower failure rate. */
    private static String excluded(long devices) {
        return "failure rates above %s %%"
                .formatted(
                        String.format(
                                Locale.ROOT, "%.3g", 100 * PlanForecast.notExcluded(devices)));
    }

    private static String who(Plan plan, PlanForecast.Step step) {
        var wave = plan.waves().get(step.wave());
        var tier = wave.tier().map(Enum::name).orElse("not HIGH");
        var regions =
                step.regions().isEmpty()
                        ? "any region"
                        : step.regions().stream()
                                .map(Region::value)
                                .collect(Collectors.joining("+"));
        return "%s · %s%s".formatted(tier, regions, wave.select().isPresent() ? " · select" : "");
    }
}

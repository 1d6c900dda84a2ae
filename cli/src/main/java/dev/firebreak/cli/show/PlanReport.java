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
    /** What the last column of {@link #steps} means. */
    public static final String BLIND =
            "BLIND BELOW: if fewer devices than this have a fault, the clean steps so far may"
                    + " not have met it (one time in twenty).";

    private static final double SECONDS_A_DAY = 86_400;

    /** How late faults show, as people ask. */
    private static final List<Duration> LATE =
            List.of(Duration.ofHours(2), Duration.ofHours(24), Duration.ofHours(72));

    private static final int MOST_WAVE = 12;
    private static final int MOST_WHO = 20;

    private PlanReport() {}

    /** Days from the first offer to the end of the last bake, if everything goes well. */
    private static double bestDays(PlanForecast forecast) {
        return Math.round(forecast.total().toSeconds() / SECONDS_A_DAY * 100) / 100.0;
    }

    /** How many devices a fault can harm that shows after 2, 24 or 72 hours. */
    private static Map<String, Long> lateHarm(PlanForecast forecast) {
        var harm = new TreeMap<String, Long>();
        LATE.forEach(age -> harm.put(age.toHours() + "h", forecast.lateHarm(age)));
        return harm;
    }

    /** Both in words. */
    public static List<String> bounds(PlanForecast forecast) {
        var lines = new ArrayList<String>();
        lines.add(
                "At best it takes %s from the first offer to the end of the last bake."
                        .formatted(Span.told(forecast.total())));
        for (var age : LATE) {
            lines.add(
                    "A fault that shows after %d h can harm at most %s."
                            .formatted(age.toHours(), Count.of(forecast.lateHarm(age), "device")));
        }
        return List.copyOf(lines);
    }

    /**
     * The steps: who, how many at once, when each is over at best, and which failure rates all
     * steps so far cannot tell from none.
     */
    public static List<String> steps(Plan plan, PlanForecast forecast) {
        var table =
                new Table("#", "WAVE", "WHO", "SHARE", "DEVICES", "AT ONCE", "ENDS", "BLIND BELOW");
        long reached = 0;
        for (int i = 0; i < forecast.steps().size(); i++) {
            var step = forecast.steps().get(i);
            reached += step.devices();
            table.row(
                    i + 1,
                    Table.cut(plan.waves().get(step.wave()).name(), MOST_WAVE),
                    Table.cut(who(plan, step), MOST_WHO),
                    step.share(),
                    Count.of(step.devices()),
                    Count.of(atOnce(step)),
                    Span.told(step.end()),
                    percent(reached));
        }
        return table.lines("no steps: no device of the fleet is in any wave");
    }

    /** All of it for programs; times in seconds, shares of 1. */
    public static Map<String, Object> tree(Plan plan, PlanForecast forecast) {
        var steps = new ArrayList<Map<String, Object>>();
        long reached = 0;
        for (var step : forecast.steps()) {
            reached += step.devices();
            var row = new TreeMap<String, Object>();
            row.put("wave", plan.waves().get(step.wave()).name());
            row.put("who", who(plan, step));
            row.put("share", step.share().toString());
            row.put("devices", step.devices());
            row.put("atOnce", atOnce(step));
            row.put("startSeconds", step.start().toSeconds());
            row.put("endSeconds", step.end().toSeconds());
            row.put("blindBelow", PlanForecast.notExcluded(reached));
            steps.add(row);
        }
        var tree = new TreeMap<String, Object>(tree(forecast));
        tree.put("plan", plan.name());
        tree.put("steps", steps);
        return tree;
    }

    /** The bounds alone. */
    public static Map<String, Object> tree(PlanForecast forecast) {
        var tree = new TreeMap<String, Object>();
        tree.put("bestDays", bestDays(forecast));
        tree.put("bestSeconds", forecast.total().toSeconds());
        tree.put("lateHarm", lateHarm(forecast));
        return tree;
    }

    private static long atOnce(PlanForecast.Step step) {
        return Math.min(step.limit(), step.devices());
    }

    /** A clean run over so many devices still allows any lower failure rate. */
    private static String percent(long devices) {
        return String.format(Locale.ROOT, "%.3g %%", 100 * PlanForecast.notExcluded(devices));
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

package dev.firebreak.core.health;

import dev.firebreak.core.words.Reason;
import dev.firebreak.core.words.Span;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The first judge: a few counts and two exact tests, each step for itself.
 *
 * <p>In this order; the first rule that applies is the verdict:
 *
 * <ol>
 *   <li><b>Halt</b> when {@value #HALTING} or more devices of the step are harmed, or when the
 *       share of harmed devices is for certain above what is tolerated, in one stratum or in all of
 *       them together: its exact one-sided lower bound ({@link Exact#lowerBound}) at the k-th look
 *       has the level 0.001 / (k (k+1)). The levels of all looks add up to 0.001, so one may look
 *       as often as one likes: under a good release the bound ever exceeds the tolerance in at most
 *       one step of a thousand, for each stratum.
 *   <li><b>Hold</b> when more are harmed than the tolerated share of the exposed, rounded down, and
 *       more than a person has seen and accepted.
 *   <li><b>Watch</b> while not all are exposed, or not all resolved. Silent sleepers beyond the
 *       controls' share are not resolved, even where they are too few to be called harm.
 *   <li><b>Hold</b> when all that is left are stalled devices that nobody has accepted: they will
 *       not become healthy by waiting.
 *   <li><b>Watch</b> while nobody is confirmed, or the bake is not over.
 *   <li><b>Promote.</b>
 * </ol>
 *
 * <p>It is weak, and meant to be replaced: it forgets what earlier steps showed, three harmed of a
 * million halt it as three of three do, and what a small step cannot show it does not see: ten
 * healthy devices exclude a failure rate of 26 % and more (at 95 %), not less. That is why budgets
 * grow by proof only.
 */
public final class SimpleJudge implements Judge {
    /** So many harmed devices in one step halt, whatever the share: a person must look. */
    static final int HALTING = 3;

    /** The chance of halting a good release in a step by the lower bound, over all looks. */
    private static final double FALSE_ALARM = 0.001;

    /** For people: more digits would claim more than is known. */
    private static final MathContext SHOWN = new MathContext(4);

    @Override
    public Verdict judge(StepHealth step) {
        return step.together()
                .map(all -> judge(step, all))
                .orElseGet(() -> noData(new TreeMap<>()));
    }

    private static Verdict judge(StepHealth step, StratumHealth all) {
        int harmed = StepHealth.harmed(step.strata());
        long allowed = step.tolerated().floorOf(all.exposed());
        var numbers = numbers(step, all, harmed, allowed);
        var certain = certain(step, all, harmed);
        if (certain.isPresent()) {
            var worst = certain.get();
            numbers.putAll(
                    Map.of(
                            "in", worst.in().stratum().value(),
                            "lowerBound", shown(worst.bound()),
                            "level", shown(level(step.looks()))));
            return new Verdict.Halt(
                    rule(worst.in(), worst.harmed()), sentence(step, worst), numbers);
        }
        if (harmed >= HALTING) {
            return new Verdict.Halt(
                    rule(all, harmed),
                    Reason.told(
                            "%d of %d devices exposed in this step are harmed (%s); %d or more halt the rollout"
                                    .formatted(harmed, all.exposed(), kinds(all, harmed), HALTING)),
                    numbers);
        }
        if (harmed > Math.max(allowed, step.acceptedHarm())) {
            return new Verdict.Hold(
                    rule(all, harmed),
                    Reason.told(
                            "%d of %d devices exposed in this step are harmed (%s), %d would be tolerated (%s)"
                                    .formatted(
                                            harmed,
                                            all.exposed(),
                                            kinds(all, harmed),
                                            allowed,
                                            step.tolerated())),
                    numbers);
        }
        return unharmed(step, all, numbers);
    }

    private static Verdict unharmed(
            StepHealth step, StratumHealth all, SortedMap<String, String> numbers) {
        // Over all strata: one by one, chance alone would keep some small stratum open for ever.
        int open = all.unresolved() + all.sleepersOpen();
        if (all.exposed() == 0) {
            return noData(numbers);
        }
        if (!step.fullyExposed()) {
            return new Verdict.Watch(
                    "exposing",
                    Reason.told(
                            "%d devices are exposed so far, the step wants more"
                                    .formatted(all.exposed())),
                    numbers);
        }
        // Who sleeps may sleep on for long: that is no reason not to tell of the stalled ones.
        if (all.stalled() > step.acceptedStalled() && all.unresolved() == 0) {
            return new Verdict.Hold(
                    "stalled",
                    Reason.told(
                            "%d of %d exposed devices did not install or prove it in time, all others are resolved"
                                    .formatted(all.stalled(), all.exposed())),
                    numbers);
        }
        if (open > 0) {
            return new Verdict.Watch(
                    "unresolved",
                    Reason.told(
                            "%d of %d exposed devices have not shown how they are"
                                    .formatted(open, all.exposed())),
                    numbers);
        }
        if (all.confirmed() == 0) {
            return noData(numbers);
        }
        if (step.sinceLastResolution().compareTo(step.bake()) < 0) {
            return new Verdict.Watch(
                    "bake",
                    Reason.told(
                            "nothing has changed for %s of the %s that the step is watched"
                                    .formatted(
                                            Span.told(step.sinceLastResolution()),
                                            Span.told(step.bake()))),
                    numbers);
        }
        return new Verdict.Promote(
                "proved",
                Reason.told(
                        "%d of %d exposed devices are confirmed and the bake of %s is over"
                                .formatted(all.confirmed(), all.exposed(), Span.told(step.bake()))),
                numbers);
    }

    private static Verdict noData(SortedMap<String, String> numbers) {
        return new Verdict.Watch(
                "no-data",
                Reason.told("no device has been confirmed, and no data is no proof"),
                numbers);
    }

    /** A group of devices whose true rate of harm is at least {@code bound}, for certain. */
    private record Certain(StratumHealth in, int harmed, double bound) {}

    /** The group of which the worst is certain, if it is worse than tolerated. */
    private static Optional<Certain> certain(StepHealth step, StratumHealth all, int harmed) {
        double level = level(step.looks());
        return Stream.concat(
                        Stream.of(bounded(all, harmed, level)),
                        step.strata().stream().map(in -> bounded(in, in.harmed(), level)))
                .filter(group -> group.bound() > step.tolerated().value())
                // The first of equals: one stratum alone is told as "all".
                .sorted(Comparator.comparingDouble(Certain::bound).reversed())
                .findFirst();
    }

    private static Certain bounded(StratumHealth in, int harmed, double level) {
        return new Certain(in, harmed, Exact.lowerBound(in.exposed(), harmed, level));
    }

    private static double level(int look) {
        return FALSE_ALARM / look / (look + 1.0);
    }

    private static Reason sentence(StepHealth step, Certain worst) {
        return Reason.told(
                ("%d of %d exposed devices are harmed (%s) in %s:"
                                + " it harms at least %s%% of such devices, %s is tolerated")
                        .formatted(
                                worst.harmed(),
                                worst.in().exposed(),
                                kinds(worst.in(), worst.harmed()),
                                worst.in().stratum(),
                                shown(100 * worst.bound()),
                                step.tolerated()));
    }

    /** Silence, if it is at least half of the harm; otherwise failures. */
    private static String rule(StratumHealth in, int harmed) {
        return 2 * silent(in, harmed) >= harmed ? "silence" : "failures";
    }

    private static int silent(StratumHealth in, int harmed) {
        return harmed - in.failed() - in.reverted() - in.writtenOff();
    }

    private static String kinds(StratumHealth in, int harmed) {
        var kinds = new StringBuilder();
        append(kinds, silent(in, harmed), "silent");
        append(kinds, in.failed(), "failed");
        append(kinds, in.reverted(), "reverted");
        append(kinds, in.writtenOff(), "written off");
        return kinds.toString();
    }

    private static void append(StringBuilder kinds, int count, String kind) {
        if (count > 0) {
            kinds.append(kinds.isEmpty() ? "" : ", ").append(count).append(' ').append(kind);
        }
    }

    private static SortedMap<String, String> numbers(
            StepHealth step, StratumHealth all, int harmed, long allowed) {
        var numbers = new TreeMap<String, String>();
        numbers.put("exposed", Integer.toString(all.exposed()));
        numbers.put("confirmed", Integer.toString(all.confirmed()));
        numbers.put("failed", Integer.toString(all.failed()));
        numbers.put("reverted", Integer.toString(all.reverted()));
        numbers.put("silentAlways", Integer.toString(all.silentAlways()));
        numbers.put("silentSleepers", Integer.toString(all.silentSleepers()));
        numbers.put("stalled", Integer.toString(all.stalled()));
        numbers.put("unresolved", Integer.toString(all.unresolved()));
        numbers.put("writtenOff", Integer.toString(all.writtenOff()));
        numbers.put("controls", Long.toString(all.controlsAtRisk()));
        numbers.put("controlsSilent", Long.toString(all.controlsSilent()));
        numbers.put("harmed", Integer.toString(harmed));
        numbers.put("allowed", Long.toString(allowed));
        numbers.put("tolerated", step.tolerated().toString());
        numbers.put("looks", Integer.toString(step.looks()));
        return numbers;
    }

    private static String shown(double number) {
        return new BigDecimal(number).round(SHOWN).stripTrailingZeros().toPlainString();
    }
}

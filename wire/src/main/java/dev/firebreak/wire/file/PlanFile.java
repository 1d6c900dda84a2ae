package dev.firebreak.wire.file;

import dev.firebreak.core.plan.Bindings;
import dev.firebreak.core.plan.Budget;
import dev.firebreak.core.plan.HealthRule;
import dev.firebreak.core.plan.Plan;
import dev.firebreak.core.plan.PlanOverride;
import dev.firebreak.core.plan.Window;
import dev.firebreak.core.release.Release;
import dev.firebreak.core.words.Ratio;
import dev.firebreak.core.words.Region;
import dev.firebreak.core.words.Tier;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A plan as a person wrote it: releases by label, {@code regions: all} not yet spelled out, all
 * that was left out replaced by its default. {@link #resolve} makes the plan that is proposed,
 * approved and sealed.
 *
 * @param file the file's name, for messages
 * @param name for people
 * @param release what is shipped
 * @param rollbackTo where devices go back to
 * @param waves strictly in this order; never empty
 * @param budget the blast radius
 * @param health what counts as healthy
 * @param deadline the plan must be able to end within this, if it says so
 * @param windows when offers may be made; empty = always
 * @param ownerRequired whether the platform owner must approve
 * @param overrides which rules of {@code plan check} it breaks on purpose
 */
public record PlanFile(
        String file,
        String name,
        Label release,
        WayBack rollbackTo,
        List<Wave> waves,
        Budget budget,
        HealthRule health,
        Optional<Duration> deadline,
        List<Window> windows,
        boolean ownerRequired,
        Set<PlanOverride> overrides) {
    /**
     * A release as people name it.
     *
     * @param text {@code name@version}
     * @param spot where it is written
     */
    public record Label(String text, Spot spot) {}

    /** What a plan says of going back. */
    public sealed interface WayBack {
        /** To this release. */
        record To(Label release) implements WayBack {}

        /** To what each device ran before. */
        record Previous() implements WayBack {}

        /** Not at all. */
        record None() implements WayBack {}
    }

    /** What a wave says of regions. */
    public sealed interface Regions {
        /** Each that has devices of the wave's tier, smallest first. */
        record All() implements Regions {}

        /** Sets of regions, one after the other; none = regardless of region. */
        record Listed(List<List<Region>> sets) implements Regions {
            public Listed {
                sets = sets.stream().map(List::copyOf).toList();
            }
        }
    }

    /**
     * One stage.
     *
     * @param name for people; each once
     * @param select a CEL condition over {@code device}, already found to compile
     * @param tier only devices of this tier; empty = any but HIGH
     * @param regions where, and in which order
     * @param steps rising shares
     * @param bake how long a step is watched
     * @param budget the wave's own limit, if any
     * @param allowEmpty whether a step without devices may be passed
     * @param spot where the wave is written
     */
    public record Wave(
            String name,
            Optional<String> select,
            Optional<Tier> tier,
            Regions regions,
            List<Ratio> steps,
            Duration bake,
            Optional<Integer> budget,
            boolean allowEmpty,
            Spot spot) {
        public Wave {
            steps = List.copyOf(steps);
        }
    }

    public PlanFile {
        waves = List.copyOf(waves);
        windows = List.copyOf(windows);
        overrides = new TreeSet<>(overrides);
    }

    /**
     * The plan in {@code bytes}, which are YAML or JSON.
     *
     * @param fileName for messages
     * @throws FileProblems everything that can be seen to be wrong without a fleet
     */
    public static PlanFile parse(String fileName, byte[] bytes) throws FileProblems {
        return PlanReader.read(fileName, bytes);
    }

    /**
     * The plan with every release and region spelled out.
     *
     * @param releases finds a sealed release by {@code name@version}
     * @param fleet how many devices each tier has in each region
     * @throws FileProblems for a release that is not there, and for a wave that no device of the
     *     fleet can be in unless it says {@code allowEmpty}
     */
    public Plan resolve(Function<String, Optional<Release>> releases, List<Bindings.Count> fleet)
            throws FileProblems {
        return new PlanResolution(this, releases, fleet).plan();
    }
}

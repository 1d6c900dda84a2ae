package dev.firebreak.server.api;

import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.RolloutState;
import dev.firebreak.core.decision.RolloutView;
import dev.firebreak.core.decision.World;
import dev.firebreak.server.http.Lines;
import dev.firebreak.server.loop.Logged;
import dev.firebreak.server.loop.Loop;
import dev.firebreak.server.loop.NotDurable;
import dev.firebreak.server.store.Fleet;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/**
 * What operators scrape, in Prometheus' text format. Everything here is a count; names of devices
 * and customers are not in it. Facts are counted where they are told, so that no number can differ
 * from the log; they start from 0 with the process, as counters do.
 */
public final class Metrics {
    private static final long REFRESH_NANOS = 1_000_000_000L;

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Loop loop;
    private final Answered answered;
    private final MultiGauge exposures;
    private final MultiGauge rollouts;
    private OptionalLong refreshedNanos = OptionalLong.empty();

    /** How one kind of exposure is counted. */
    private record Kind(String state, ToIntFunction<RolloutView.Counts> count) {}

    private static final List<Kind> KINDS =
            List.of(
                    new Kind("in_flight", RolloutView.Counts::inFlight),
                    new Kind("confirmed", RolloutView.Counts::confirmed),
                    new Kind("failed", RolloutView.Counts::failed),
                    new Kind("silent", RolloutView.Counts::silent),
                    new Kind("reverted", RolloutView.Counts::reverted),
                    new Kind("withdrawn", RolloutView.Counts::withdrawn),
                    new Kind("written_off", RolloutView.Counts::writtenOff));

    /** Metrics of {@code loop} and {@code fleet}, from now on. */
    public Metrics(Loop loop, Fleet fleet) {
        this.loop = loop;
        this.answered = new Answered(registry);
        gauges(fleet);
        this.exposures =
                MultiGauge.builder("firebreak.exposures")
                        .description("exposures of all rollouts by what became of them")
                        .register(registry);
        this.rollouts =
                MultiGauge.builder("firebreak.rollouts")
                        .description("rollouts by state")
                        .register(registry);
        new JvmMemoryMetrics().bindTo(registry);
        loop.listen(this::count);
    }

    private void gauges(Fleet fleet) {
        gauge("firebreak.devices", "devices known", fleet, f -> f.cells().size());
        gauge(
                "firebreak.devices.watched",
                "exposed and unresolved",
                fleet,
                f -> f.watched().size());
        gauge("firebreak.queue", "observations and questions that wait", loop, Loop::waiting);
        gauge("firebreak.log.head", "number of the last log entry", loop, Loop::head);
        gauge(
                "firebreak.read.only",
                "1 if the log cannot be written",
                loop,
                l -> l.readOnly() ? 1 : 0);
        gauge("firebreak.time.factor", "how fast the clocks run", loop, l -> l.clock().factor());
        gauge(
                "firebreak.uptime.seconds",
                "uptime of all lives of this log, by its own clock",
                loop,
                l -> l.clock().now().uptime().toMillis() / 1000.0);
    }

    /** Shows {@code lines}, too. */
    public void count(Lines lines) {
        gauge("firebreak.connections", "connections that are open", lines, Lines::size);
        counter("firebreak.connections.cut", "cut off for letting wait", lines, Lines::cut);
        counter(
                "firebreak.connections.refused",
                "refused because their address had enough",
                lines,
                Lines::refused);
    }

    private void counter(String name, String description, Lines of, ToDoubleFunction<Lines> value) {
        FunctionCounter.builder(name, of, value).description(description).register(registry);
    }

    private <T> void gauge(String name, String description, T of, ToDoubleFunction<T> value) {
        Gauge.builder(name, of, value).description(description).register(registry);
    }

    private void count(Logged logged) {
        for (Fact fact : logged.entry().facts()) {
            registry.counter("firebreak.facts", "fact", fact.getClass().getSimpleName())
                    .increment();
            if (fact instanceof Fact.Exposed) {
                registry.counter("firebreak.grants").increment();
            }
        }
    }

    /** Counts one answer, to a device or to a person. */
    public void answered(String method, String path, int status) {
        answered.count(method, path, status);
    }

    /** Everything now, as Prometheus reads it; the sums of rollouts are up to a second old. */
    public String text() {
        try {
            refresh();
        } catch (NotDurable e) {
            // The rest is worth reading all the more when the state cannot be asked.
            exposures.register(List.of(), true);
        }
        return registry.scrape();
    }

    /** Anybody may ask, and each exposure is counted for it: so once a second is enough. */
    private synchronized void refresh() throws NotDurable {
        var now = System.nanoTime();
        if (refreshedNanos.isEmpty() || now - refreshedNanos.getAsLong() >= REFRESH_NANOS) {
            refresh(loop.ask(World::rollouts));
            refreshedNanos = OptionalLong.of(now);
        }
    }

    private void refresh(List<RolloutView> all) {
        var rows = new ArrayList<MultiGauge.Row<?>>();
        for (var kind : KINDS) {
            var sum = all.stream().mapToInt(view -> kind.count().applyAsInt(view.counts())).sum();
            rows.add(MultiGauge.Row.of(Tags.of("state", kind.state()), sum));
        }
        exposures.register(rows, true);
        var states = new ArrayList<MultiGauge.Row<?>>();
        for (var state : RolloutState.values()) {
            var number = all.stream().filter(view -> view.state() == state).count();
            states.add(MultiGauge.Row.of(Tags.of("state", state.name()), number));
        }
        rollouts.register(states, true);
    }
}

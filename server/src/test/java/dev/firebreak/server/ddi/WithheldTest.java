package dev.firebreak.server.ddi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.Order;
import dev.firebreak.core.decision.Withheld;
import dev.firebreak.core.hold.Hold;
import dev.firebreak.core.words.Customer;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.Reason;
import dev.firebreak.server.store.Deferral;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;

/** Polls of a device that is withheld do not go through the loop, until that may have changed. */
final class WithheldTest {
    private static final String DEVICE = "d1";
    private static final Person OPERATOR = new Person("ada");

    @TempDir private Path folder;
    private Rig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new Rig(folder);
        rig.ground.furnish().enrol(DEVICE);
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private Optional<Withheld> deferred() {
        var fleet = rig.ground.fleet;
        var now = rig.ground.loop.clock().now().uptime().toMillis();
        return fleet.cells().stream()
                .flatMap(cell -> cell.deferral(now, fleet.changes()).stream())
                .map(Deferral::why)
                .findFirst();
    }

    private int hold() {
        var target = new Hold.Target.OfCustomer(new Customer("acme"));
        var made =
                rig.ground.see(
                        at ->
                                new Observation.HoldPlaced(
                                        target, Reason.told("a test"), OPERATOR, at));
        return made.orders().stream()
                .filter(Order.HoldMade.class::isInstance)
                .map(order -> ((Order.HoldMade) order).hold())
                .findFirst()
                .orElseThrow();
    }

    /** A step is open, and the device's turn has come. */
    private void open() throws Exception {
        rig.poll(DEVICE);
        rig.rollOut(5, Rig.FILE_BYTES);
        rig.poll(DEVICE);
        rig.ground.tick();
        assertThat(rig.ground.loop.published().open()).anyMatch(step -> !step.full());
    }

    /** Polls while the loop does nothing else. */
    private int pollsMeanwhile() {
        try {
            return rig.poll(DEVICE).status();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aHeldDeviceAsksOnceAndAgainWhenTheHoldIsLifted() throws Exception {
        open();
        var hold = hold();
        rig.poll(DEVICE);
        assertThat(deferred()).contains(Withheld.HELD);
        int status = rig.ground.ask(_ -> pollsMeanwhile());
        assertThat(status).as("without the loop").isEqualTo(200);
        rig.ground.see(
                at -> new Observation.HoldLifted(hold, Reason.told("it is over"), OPERATOR, at));
        assertThat(deferred()).isEmpty();
        assertThat(rig.poll(DEVICE).link("deploymentBase")).isNotEmpty();
    }

    @Test
    void nobodyIsDeferredForLongerThanTheIdleInterval() throws Exception {
        open();
        hold();
        rig.poll(DEVICE);
        assertThat(deferred()).isPresent();
        rig.ground.clock.pass(Duration.ofMinutes(5));
        assertThat(deferred()).isEmpty();
    }

    @Test
    void whatEndsByItselfIsLookedAtSoonAndThenLessOften() {
        var rules = rig.ground.loop.published().rules();
        var cell = rig.ground.fleet.cells().iterator().next();
        var lengths = new ArrayList<Duration>();
        for (int i = 0; i < 6; i++) {
            cell.defer(Withheld.BUDGET_SPENT, rules, 0, 0);
            lengths.add(cell.deferral(0, 0).orElseThrow().length());
        }
        var soon = rules.watched();
        assertThat(lengths.subList(0, 3))
                .containsExactly(soon, soon.multipliedBy(2), soon.multipliedBy(4));
        assertThat(lengths.getLast()).isEqualTo(rules.idle());
        cell.defer(Withheld.NOT_YET, rules, 0, 0);
        assertThat(cell.deferral(0, 0)).as("the cutoff is looked at in each poll").isEmpty();
    }
}

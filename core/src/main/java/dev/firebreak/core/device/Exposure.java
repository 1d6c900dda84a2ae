package dev.firebreak.core.device;

import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Placement;
import dev.firebreak.core.words.RolloutId;
import dev.firebreak.core.words.Scope;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The life of one exposure: a device, a release, and what has become of the two. Only facts change
 * it; the loop that owns the tenant's state owns this too.
 */
public final class Exposure {
    private static final Duration BOOT_LOOP = Duration.ofMinutes(30);
    private static final int BOOTS = 3;

    /** A device that failed twice to go back needs hands. */
    public static final int WAY_BACK_TRIES = 2;

    // What may change is open to the frozen form, beside this class, and to nobody else.
    private final RolloutId rollout;
    private final DeviceId device;
    private final Optional<ActionId> action;
    private final int step;
    private final Placement place;
    private final Optional<Digest> previous;
    private final Moment grantedAt;
    final Set<Scope> scopes = new LinkedHashSet<>();
    final List<Moment> boots = new ArrayList<>();
    ExposureState state = ExposureState.OFFERED;
    ExposureState before = ExposureState.OFFERED;
    Moment lastHeard;
    Moment changedAt;
    Duration interval;
    Soak soak;
    Optional<String> saidVersion = Optional.empty();
    Optional<String> reason = Optional.empty();
    Optional<WayBack> wayBack = Optional.empty();
    Optional<String> bootBefore = Optional.empty();
    boolean installed;
    boolean fetched;
    boolean recovered;
    boolean acknowledged;
    boolean superseded;
    boolean unproved;
    boolean restarting;

    /**
     * The offer that undoes an exposure.
     *
     * @param at when it was offered, installed or failed
     * @param tries the how manieth it is, from 1
     */
    public record WayBack(
            ActionId action, Digest release, Moment at, Progress progress, int tries) {
        /** How far it has come. */
        public enum Progress {
            OFFERED,
            INSTALLED,
            FAILED
        }
    }

    /**
     * @param action empty = pulled by hand
     * @param previous what the device ran before, if it ever proved that
     */
    public Exposure(
            RolloutId rollout,
            DeviceId device,
            Optional<ActionId> action,
            int step,
            Placement place,
            Optional<Digest> previous,
            Duration interval,
            Moment grantedAt) {
        this.rollout = rollout;
        this.device = device;
        this.action = action;
        this.step = step;
        this.place = place;
        this.previous = previous;
        this.interval = interval;
        this.grantedAt = grantedAt;
        this.lastHeard = grantedAt;
        this.changedAt = grantedAt;
        this.soak = Soak.from(grantedAt);
    }

    /** Goes to {@code next}, remembering where it was. */
    public void become(ExposureState next, Moment at) {
        boolean closed = !open();
        if (state != ExposureState.SILENT) {
            before = state;
        }
        state = next;
        changedAt = at;
        restarting = false;
        unproved = false;
        if (closed && next != ExposureState.SILENT) {
            lastHeard = at; // while it was closed nobody listened for it
        }
        if (next == ExposureState.INSTALLED) {
            installed = true;
            superseded = false;
            acknowledged = false;
            wayBack = wayBack.filter(way -> way.progress() == WayBack.Progress.OFFERED);
        }
        if (next == ExposureState.FAILED) {
            recovered = false;
        }
        if (next == ExposureState.INSTALLED || next == ExposureState.FAILED) {
            soak = Soak.from(at);
        }
    }

    /** It is to drop the offer; a silent device will be told when it is heard. */
    public void withdraw(Moment at) {
        if (state == ExposureState.SILENT) {
            before = ExposureState.WITHDRAWING;
        } else {
            become(ExposureState.WITHDRAWING, at);
        }
    }

    /** Where it stands, or stood before it fell silent. */
    public ExposureState effective() {
        return state == ExposureState.SILENT || state == ExposureState.WRITTEN_OFF ? before : state;
    }

    /** A silent device was heard: it is again what it was; its soak begins anew. */
    public void comeBack(Moment at) {
        state = before;
        changedAt = at;
        restarting = false;
        lastHeard = at;
        soak = Soak.from(at);
    }

    /** It was heard {@code polls} times; {@code sent} is the interval last sent to it. */
    public void hear(int polls, Duration sent, Moment at) {
        soak = soak.heard(polls, lastHeard, interval, at);
        lastHeard = at;
        interval = sent.isZero() ? interval : sent;
    }

    /** It came up again: a soak must be of one life. */
    public void boot(Moment at) {
        boots.removeIf(boot -> at.past(boot, BOOT_LOOP));
        boots.add(at);
        soak = Soak.from(at);
    }

    /**
     * Which boot it is in. A restart must differ from the last one told since the grant and before
     * the device said that it installed, or dropped, the release; if none was told until then, from
     * the first one told after it: what was told before the grant may be many boots old.
     */
    public void inBoot(String boot) {
        if (bootBefore.isEmpty() || (!installed && !acknowledged)) {
            bootBefore = Optional.of(boot);
        }
    }

    /** Whether one more boot now makes it a boot loop: three boots in thirty minutes. */
    public boolean bootLoopsAt(Moment at) {
        return boots.stream().filter(boot -> !at.past(boot, BOOT_LOOP)).count() >= BOOTS - 1;
    }

    /** Whether {@code polls} more now mean that it was heard through a soak of {@code span}. */
    public boolean soaked(Duration span, int polls, Moment at) {
        return soak.over(span, polls, lastHeard, interval, at);
    }

    /**
     * Whether it should have been heard by now (decision 10). Who is at work on the release may be
     * so without a word for {@code installing}; unless it said that it restarts now.
     *
     * @param listening the uptime from which a device had the chance to be heard: the end of the
     *     grace after a restart, before which nobody's silence counts
     */
    public boolean overdue(
            Duration silentAfter, Duration installing, Duration listening, Moment at) {
        var patience = interval.multipliedBy(3);
        var since = max(lastHeard.uptime(), listening);
        if (atWork() && !restarting) {
            since = max(since, changedAt.uptime().plus(installing));
        }
        return at.uptime().minus(since).compareTo(max(silentAfter, patience)) > 0;
    }

    private boolean atWork() {
        return state == ExposureState.OFFERED || state == ExposureState.ACCEPTED;
    }

    /** It said that it is about to restart: from now on it should come back soon. */
    public void restart() {
        restarting = true;
    }

    /** Whether it takes a place of every scope that it belongs to (decision 5). */
    public boolean occupies() {
        return action.isPresent()
                && switch (state) {
                    case OFFERED, ACCEPTED, INSTALLED, STALLED, SILENT, WITHDRAWING -> true;
                    case FAILED -> !recovered;
                    case CONFIRMED, REVERTED, WITHDRAWN, WRITTEN_OFF -> false;
                };
    }

    /** Whether the device is not free for another exposure. */
    public boolean open() {
        return occupies() || wayBackOpen();
    }

    /** Whether a way back is offered and not done with; nothing is left to undo once it is back. */
    public boolean wayBackOpen() {
        return wayBack.filter(way -> way.progress() != WayBack.Progress.FAILED).isPresent()
                && state != ExposureState.REVERTED
                && state != ExposureState.WITHDRAWN;
    }

    /**
     * Whether a way back is to be offered: it would undo something, and the device was heard since
     * {@code since}, when it was last asked for.
     */
    public boolean wantsWayBack(Moment since) {
        boolean there = lastHeard.uptime().compareTo(since.uptime()) > 0;
        return there && undoable() && mayTryWayBack(since);
    }

    /** Whether a way back would undo something. */
    public boolean undoable() {
        return switch (state) {
            case INSTALLED, STALLED -> true;
            case FAILED -> !recovered;
            case WITHDRAWING -> acknowledged && fetched;
            case OFFERED, ACCEPTED, CONFIRMED, SILENT, REVERTED, WITHDRAWN, WRITTEN_OFF -> false;
        };
    }

    /** Whether none was offered yet, or the first one failed before it was asked for again. */
    public boolean mayTryWayBack(Moment since) {
        return wayBack.map(
                        way ->
                                way.progress() == WayBack.Progress.FAILED
                                        && way.tries() < WAY_BACK_TRIES
                                        && way.at().uptime().compareTo(since.uptime()) < 0)
                .orElse(true);
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    public RolloutId rollout() {
        return rollout;
    }

    public DeviceId device() {
        return device;
    }

    public Optional<ActionId> action() {
        return action;
    }

    public int step() {
        return step;
    }

    public Placement place() {
        return place;
    }

    public Optional<Digest> previous() {
        return previous;
    }

    public Optional<String> bootBefore() {
        return bootBefore;
    }

    public Moment grantedAt() {
        return grantedAt;
    }

    public Set<Scope> scopes() {
        return scopes;
    }

    public ExposureState state() {
        return state;
    }

    public ExposureState before() {
        return before;
    }

    public Moment lastHeard() {
        return lastHeard;
    }

    public Moment changedAt() {
        return changedAt;
    }

    public Duration interval() {
        return interval;
    }

    public Optional<String> saidVersion() {
        return saidVersion;
    }

    public Optional<String> reason() {
        return reason;
    }

    public Optional<WayBack> wayBack() {
        return wayBack;
    }

    /** Whether it ever said that the release is installed. */
    public boolean installed() {
        return installed;
    }

    public boolean fetched() {
        return fetched;
    }

    public boolean recovered() {
        return recovered;
    }

    /** Whether the device said that it dropped the offer. */
    public boolean acknowledged() {
        return acknowledged;
    }

    public void say(String version) {
        saidVersion = Optional.of(version);
    }

    /** What it said before does not prove what it runs from now on. */
    public void forgetSaid() {
        saidVersion = Optional.empty();
    }

    public void because(String why) {
        reason = Optional.of(why);
    }

    public void fetch() {
        fetched = true;
    }

    public void recover() {
        recovered = true;
    }

    public void acknowledge() {
        acknowledged = true;
    }

    /** Whether a later install of the same product on this device answers for it now. */
    public boolean superseded() {
        return superseded;
    }

    public void supersede() {
        superseded = true;
    }

    /** Whether it installed, and did not prove it in time. */
    public boolean unproved() {
        return unproved;
    }

    public void leaveUnproved() {
        unproved = true;
    }

    public void way(WayBack way) {
        wayBack = Optional.of(way);
        soak = Soak.from(way.at());
    }
}

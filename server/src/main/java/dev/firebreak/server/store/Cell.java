package dev.firebreak.server.store;

import dev.firebreak.core.decision.Visible;
import dev.firebreak.core.decision.Withheld;
import dev.firebreak.core.plan.FleetRules;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Placement;
import dev.firebreak.core.words.RolloutId;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * What the edge keeps of one device, so that its poll is answered without asking anybody. Read by
 * any thread without a lock. What comes from the log is written by {@link Fleet} only; when it was
 * heard, how often, and what interval it was sent is written by those who answer it, and lost with
 * the process, which at most makes a device look more silent than it is.
 */
public final class Cell {
    /** Not heard by this process. */
    public static final long NEVER = -1;

    /** Each telling is an entry of the log, and a restart may be days away. */
    private static final Duration PROOF_EVERY = Duration.ofMinutes(2);

    private static final AtomicIntegerFieldUpdater<Cell> POLLS =
            AtomicIntegerFieldUpdater.newUpdater(Cell.class, "polls");

    private static final AtomicLongFieldUpdater<Cell> READS =
            AtomicLongFieldUpdater.newUpdater(Cell.class, "readsDueNanos");
    private static final AtomicLongFieldUpdater<Cell> TELLS =
            AtomicLongFieldUpdater.newUpdater(Cell.class, "tellsDueNanos");

    /** So many intervals without a word are an absence. */
    private static final int ABSENT_AFTER = 2;

    private final DeviceId device;
    private volatile Placement placement;
    private volatile Optional<Digest> token;
    private volatile Visible visible = new Visible.Nothing();
    private volatile Map<String, String> attributes = Map.of();
    private volatile Map<String, String> reported = Map.of();
    private volatile Optional<Moment> reportedAt = Optional.empty();
    private volatile Optional<ActionId> action = Optional.empty();
    private volatile Optional<ActionId> installed = Optional.empty();
    private volatile Set<RolloutId> exposedIn = Set.of();
    private volatile boolean accepted;
    private volatile boolean wayBack;
    private volatile boolean attributesWanted = true;
    private volatile boolean proofWanted;
    private volatile boolean watched;
    private volatile boolean vouched;
    private volatile Optional<Deferral> deferral = Optional.empty();

    private volatile long firstHeardMillis = NEVER;
    private volatile long lastHeardMillis = NEVER;
    private volatile long backMillis = NEVER;
    private volatile long toldMillis = NEVER;
    private volatile long intervalMillis;
    private volatile int polls;
    private volatile long readsDueNanos;
    private volatile long tellsDueNanos;

    Cell(DeviceId device, Placement placement, Optional<Digest> token) {
        this.device = device;
        this.placement = placement;
        this.token = token;
    }

    /** Whose cell. */
    public DeviceId device() {
        return device;
    }

    /** Where the fleet's rules place it. */
    public Placement placement() {
        return placement;
    }

    /** SHA-256 of its own secret, if it has one. */
    public Optional<Digest> token() {
        return token;
    }

    /** What its polls show. */
    public Visible visible() {
        return visible;
    }

    /** What the operator says of it. */
    public Map<String, String> attributes() {
        return attributes;
    }

    /** What it says of itself. */
    public Map<String, String> reported() {
        return reported;
    }

    /** When it last told its attributes. */
    public Optional<Moment> reportedAt() {
        return reportedAt;
    }

    /** The last action it was offered. */
    public Optional<ActionId> action() {
        return action;
    }

    /** The action by which it got what it says to run. */
    public Optional<ActionId> installed() {
        return installed;
    }

    /** Whether it was exposed in {@code rollout}, and not withdrawn since. */
    public boolean exposedIn(RolloutId rollout) {
        return exposedIn.contains(rollout);
    }

    /** Whether it has taken up the last action: it reported, or got a byte of it. */
    public boolean accepted() {
        return accepted;
    }

    /** Whether it is to tell its attributes; for a proof again and again, but not at each poll. */
    public boolean attributesWanted() {
        var told = reportedAt.map(at -> at.uptime().toMillis()).orElse(0L);
        return attributesWanted
                || (proofWanted && lastHeardMillis - told >= PROOF_EVERY.toMillis());
    }

    /** Whether an operator or a rule vouches for it; one that registered itself waits for that. */
    public boolean vouched() {
        return vouched;
    }

    /** Whether the core wants to know when it is heard. */
    public boolean watched() {
        return watched;
    }

    /** The server's uptime, in milliseconds, when it was first heard by this process. */
    public long firstHeardMillis() {
        return firstHeardMillis;
    }

    /** The server's uptime, in milliseconds, when it was last heard by this process. */
    public long lastHeardMillis() {
        return lastHeardMillis;
    }

    /** The polling interval last sent to it, in the server's time; nothing before the first. */
    public Optional<Duration> interval() {
        var millis = intervalMillis;
        return millis == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
    }

    /** Why it need not be asked for, if that was said and still holds. */
    public Optional<Deferral> deferral(long uptimeMillis, int changes) {
        return deferral.filter(it -> it.holds(uptimeMillis, changes));
    }

    /** The core said why it is offered nothing. */
    public void defer(Withheld why, FleetRules rules, long uptimeMillis, int changes) {
        deferral = Deferral.of(why, deferral, rules, uptimeMillis, changes);
    }

    /** Something about it changed. */
    void askAgain() {
        deferral = Optional.empty();
    }

    /** It made an authenticated request. */
    public void heard(long uptimeMillis) {
        if (firstHeardMillis == NEVER) {
            firstHeardMillis = uptimeMillis;
        }
        if (lastHeardMillis == NEVER || uptimeMillis - lastHeardMillis > absence()) {
            backMillis = uptimeMillis;
        }
        lastHeardMillis = uptimeMillis;
    }

    private long absence() {
        return intervalMillis == 0 ? Long.MAX_VALUE : ABSENT_AFTER * intervalMillis;
    }

    /**
     * Whether what it told of itself at {@code told} was told since it came back: after an absence
     * of more than two intervals, or a restart, it may be another environment (decision 8).
     */
    public boolean toldSinceItIsBack(Moment told) {
        return told.uptime().toMillis() >= backMillis;
    }

    /** It says that it restarts. */
    void restart(Moment at) {
        backMillis = Math.max(backMillis, at.uptime().toMillis() + 1);
    }

    /** Whether its last action undoes an exposure. */
    public boolean goesBack() {
        return wayBack;
    }

    /** It polled. */
    public void polled(long uptimeMillis) {
        heard(uptimeMillis);
        if (watched) {
            POLLS.incrementAndGet(this);
        }
    }

    /** It reads something: 0, or how many nanoseconds it has to wait for that. */
    public long read(Rate rate, long uptimeNanos) {
        return rate.take(READS, this, uptimeNanos);
    }

    /** It tells something: 0, or how many nanoseconds it has to wait for that. */
    public long tell(Rate rate, long uptimeNanos) {
        return rate.take(TELLS, this, uptimeNanos);
    }

    /** It is told to poll again after {@code interval} of the server's time. */
    public void send(Duration interval) {
        intervalMillis = interval.toMillis();
    }

    /** It told the same attributes again. */
    public void told(Moment at) {
        reportedAt = Optional.of(at);
    }

    /** Asks for its attributes, or stops asking. */
    public void wantAttributes(boolean wanted) {
        attributesWanted = wanted;
    }

    /** Asks for its attributes until it has shown what the core waits for. */
    public void wantProof(boolean wanted) {
        proofWanted = wanted;
    }

    /** How often it polled since the last call, if it was heard at all since then. */
    public Optional<Integer> drain() {
        var last = lastHeardMillis;
        if (last == toldMillis) {
            return Optional.empty();
        }
        toldMillis = last;
        return Optional.of(POLLS.getAndSet(this, 0));
    }

    FrozenCell freeze() {
        return new FrozenCell(
                device,
                token,
                attributes,
                reported,
                reportedAt,
                action,
                installed,
                exposedIn.stream().sorted().toList(),
                accepted,
                wayBack,
                attributesWanted,
                vouched);
    }

    /** Takes over what {@code frozen} says, but for the attributes. */
    void thaw(FrozenCell frozen) {
        reportedAt = frozen.reportedAt();
        action = frozen.action();
        installed = frozen.installed();
        exposedIn = Set.copyOf(frozen.exposedIn());
        accepted = frozen.accepted();
        wayBack = frozen.wayBack();
        attributesWanted = frozen.attributesWanted();
        vouched = frozen.vouched();
    }

    void watch(boolean now) {
        if (now && !watched) {
            POLLS.set(this, 0);
            toldMillis = lastHeardMillis;
        }
        watched = now;
    }

    void enrol(Optional<Digest> itsToken, Map<String, String> itsAttributes) {
        askAgain();
        token = itsToken.or(() -> token);
        attributes = itsAttributes;
    }

    void vouch() {
        askAgain();
        vouched = true;
    }

    void place(Placement now) {
        askAgain();
        placement = now;
    }

    void show(Visible now) {
        askAgain();
        visible = now;
    }

    /** What it said of itself before this process. */
    void said(Map<String, String> all) {
        reported = all;
    }

    void tell(Map<String, String> all, Moment at) {
        askAgain();
        reported = all;
        reportedAt = Optional.of(at);
        attributesWanted = false;
    }

    void offer(ActionId number) {
        action = Optional.of(number);
        accepted = false;
        wayBack = false;
        attributesWanted = true; // what it runs, and in which boot, before it installs
    }

    void offerWayBack(ActionId number) {
        offer(number);
        wayBack = true;
    }

    void expose(RolloutId rollout) {
        var more = new HashSet<>(exposedIn);
        more.add(rollout);
        exposedIn = Set.copyOf(more);
    }

    void withdraw(RolloutId rollout) {
        var fewer = new HashSet<>(exposedIn);
        fewer.remove(rollout);
        exposedIn = Set.copyOf(fewer);
    }

    void accept() {
        accepted = true;
    }

    void install() {
        accepted = true;
        installed = action;
        attributesWanted = true;
    }

    /** It runs what it ran before; by which action, only a way back knows. */
    void revert() {
        if (!wayBack) {
            installed = Optional.empty();
        }
    }

    void fail() {
        installed = Optional.empty();
        attributesWanted = true;
    }
}

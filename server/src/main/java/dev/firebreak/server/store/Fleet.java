package dev.firebreak.server.store;

import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.Visible;
import dev.firebreak.core.decision.World;
import dev.firebreak.core.release.Release;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Group;
import dev.firebreak.core.words.Placement;
import dev.firebreak.wire.file.FileProblems;
import dev.firebreak.wire.file.FleetFile;
import dev.firebreak.wire.file.FleetMapping;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Every device, for the poll path: a fold of what is durable in the log, read by any thread without
 * a lock. Only the loop's thread writes, through {@link #learn}, {@link #show} and {@link #watch},
 * and only what is durable: what a reader sees here a crash cannot take back.
 */
public final class Fleet {
    /** Different attribute keys and values that are kept once; enough for each plausible fleet. */
    private static final int WORDS = 100_000;

    private static final int PLACES = 100_000;

    private final Map<DeviceId, Cell> cells = new ConcurrentHashMap<>();
    private final Map<Group, Set<Cell>> groups = new ConcurrentHashMap<>();
    private final Map<Digest, Release> releases = new ConcurrentHashMap<>();
    private final Set<Cell> engaged = ConcurrentHashMap.newKeySet();
    private final Set<Cell> watched = ConcurrentHashMap.newKeySet();
    private final Pool<String> words = new Pool<>(WORDS);
    private final Pool<Placement> places = new Pool<>(PLACES);
    private volatile FleetFile file = FleetFile.builtIn();
    private final AtomicInteger changes = new AtomicInteger();

    /** The device's cell, if it is known. */
    public Optional<Cell> find(DeviceId device) {
        return Optional.ofNullable(cells.get(device));
    }

    /** Every cell, in no order; may be walked while devices come and go. */
    public Collection<Cell> cells() {
        return Collections.unmodifiableCollection(cells.values());
    }

    /** The members of a redundancy group. */
    public Set<Cell> members(Group group) {
        return Collections.unmodifiableSet(groups.getOrDefault(group, Set.of()));
    }

    /** The devices that the core wants to hear of. */
    public Set<Cell> watched() {
        return Collections.unmodifiableSet(watched);
    }

    /** The release with this digest, if it was sealed. */
    public Optional<Release> release(Digest digest) {
        return Optional.ofNullable(releases.get(digest));
    }

    /** The fleet's rules in force, as they were written. */
    public FleetFile file() {
        return file;
    }

    /** Where they place a device. */
    public FleetMapping mapping() {
        return file.mapping();
    }

    /** How often something was decided that may end why devices are withheld. */
    public int changes() {
        return changes.get();
    }

    /**
     * Takes in one durable entry of the log.
     *
     * @return the devices of which the core must be asked what their polls show now
     */
    public Set<DeviceId> learn(Observation observation, List<Fact> facts) {
        var touched = new TreeSet<DeviceId>();
        facts.forEach(fact -> learn(observation, fact, touched));
        if (facts.stream().anyMatch(Fleet::changesWhoIsWithheld)) {
            changes.incrementAndGet();
        }
        switch (observation) {
            case Observation.DeviceReported(var device, var reported, _, _, _, var at) ->
                    find(device).ifPresent(cell -> cell.tell(compact(reported), at));
            case Observation.DeviceEnrolled(var device, var attributes, _, var token, _, _, _) ->
                    find(device).ifPresent(cell -> cell.enrol(token, compact(attributes)));
            default -> {}
        }
        return touched;
    }

    /**
     * What is about one device is seen there; what comes again and again must not bring all back.
     */
    private static boolean changesWhoIsWithheld(Fact fact) {
        return switch (fact) {
            case Fact.FleetApplied _,
                    Fact.PolicyApplied _,
                    Fact.CustomerApplied _,
                    Fact.HoldPlaced _,
                    Fact.HoldLifted _,
                    Fact.EvidenceRecorded _,
                    Fact.ServerStarted _ ->
                    true;
            case Fact.CutoffRaised _, Fact.StepCounted _, Fact.ControlsCounted _ -> false;
            case Fact.OfRollout _ -> true;
            default -> false;
        };
    }

    /** What it holds of the log, in the order of the devices; while nothing is learned. */
    public List<FrozenCell> freeze() {
        return cells.values().stream()
                .sorted(Comparator.comparing(Cell::device))
                .map(Cell::freeze)
                .toList();
    }

    /**
     * Takes over what was frozen together with {@code world}; only for a fleet that has learned
     * nothing yet.
     *
     * @param document the fleet's rules that were in force
     */
    public void thaw(List<FrozenCell> frozen, String document, World world) {
        file = file.document().equals(document) ? file : parsed(document);
        world.releases().forEach(release -> releases.put(release.digest(), release));
        for (var each : frozen) {
            var placement = world.device(each.device()).orElseThrow().placement();
            var cell = new Cell(each.device(), placement, each.token());
            cells.put(each.device(), cell);
            cell.enrol(each.token(), compact(each.attributes()));
            cell.said(compact(each.reported()));
            cell.thaw(each);
            place(each.device(), placement);
        }
        watch(world.watched());
    }

    private void learn(Observation observation, Fact fact, Set<DeviceId> touched) {
        switch (fact) {
            case Fact.DeviceEnrolled(var device, var placement, var token, var vouched, _) -> {
                var cell = cells.computeIfAbsent(device, name -> new Cell(name, placement, token));
                if (vouched) {
                    cell.vouch();
                }
                place(device, placement);
                touched.add(device);
            }
            case Fact.DevicePlaced(var device, var placement, _) -> place(device, placement);
            case Fact.DeviceAccepted(var device, _, _) -> find(device).ifPresent(Cell::vouch);
            case Fact.DeviceDeleted(var device, _, _) -> remove(device);
            case Fact.ReleaseSealed(var release, _, _) -> releases.put(release.digest(), release);
            case Fact.FleetApplied _ -> {
                if (observation instanceof Observation.FleetApplied(_, var document, _, _)) {
                    file = parsed(document);
                }
            }
            case Fact.OfConsent consent -> touched.add(consent.device());
            case Fact.OfExposure exposure -> {
                find(exposure.device()).ifPresent(cell -> learn(cell, exposure));
                touched.add(exposure.device());
            }
            case Fact.Proposed _,
                    Fact.Approved _,
                    Fact.Cleared _,
                    Fact.StepOpened _,
                    Fact.CutoffRaised _,
                    Fact.StepCounted _,
                    Fact.ControlsCounted _,
                    Fact.Promoted _ -> {
                // They come often, and change nothing that a device was offered.
            }
            // What a stop of the ways back hid is shown again, to whoever was exposed.
            case Fact.RollbackBegan(var rollout, _, _) ->
                    cells.values().stream()
                            .filter(cell -> cell.exposedIn(rollout))
                            .forEach(cell -> touched.add(cell.device()));
            case Fact.DeviceUnflagged(var device, _, _, _) -> touched.add(device);
            case Fact.OfRollout _, Fact.Revoked _ ->
                    engaged.forEach(cell -> touched.add(cell.device()));
            default -> {}
        }
    }

    /** Who wrote it into the log had parsed it; a newer version may have become stricter. */
    private static FleetFile parsed(String document) {
        try {
            return FleetFile.parse("fleet.yaml", document.getBytes(StandardCharsets.UTF_8));
        } catch (FileProblems e) {
            throw new IllegalStateException(
                    "expected the rules in the log to be valid, found faults: use the version that wrote it",
                    e);
        }
    }

    private void learn(Cell cell, Fact.OfExposure fact) {
        switch (fact) {
            case Fact.Exposed(var rollout, _, var action, _, _) -> {
                cell.expose(rollout);
                cell.offer(action);
                watch(cell);
            }
            case Fact.PulledByHand(var rollout, _, _) -> {
                cell.expose(rollout);
                watch(cell);
            }
            case Fact.WayBackOffered(_, _, var action, _, _) -> {
                cell.offerWayBack(action);
                watch(cell);
            }
            case Fact.Accepted _, Fact.Fetched _ -> cell.accept();
            case Fact.Restarting(_, _, var at) -> {
                cell.accept();
                cell.restart(at);
            }
            case Fact.Installed _, Fact.WayBackInstalled _ -> cell.install();
            case Fact.Failed _, Fact.WayBackFailed _ -> cell.fail();
            case Fact.Reverted _ -> cell.revert();
            case Fact.Dropped(var rollout, _, _) -> cell.withdraw(rollout);
            default -> {}
        }
    }

    /** What the device's polls show from now on. */
    public void show(DeviceId device, Visible visible) {
        find(device)
                .ifPresent(
                        cell -> {
                            cell.show(visible);
                            if (visible instanceof Visible.Nothing) {
                                engaged.remove(cell);
                            } else {
                                engaged.add(cell);
                            }
                        });
    }

    /** The core wants to hear of these devices and no others. */
    public void watch(Set<DeviceId> devices) {
        for (var cell : List.copyOf(watched)) {
            if (!devices.contains(cell.device())) {
                cell.watch(false);
                watched.remove(cell);
            }
        }
        devices.forEach(device -> find(device).ifPresent(this::watch));
    }

    private void watch(Cell cell) {
        cell.watch(true);
        watched.add(cell);
    }

    private void place(DeviceId device, Placement placement) {
        find(device)
                .ifPresent(
                        cell -> {
                            leaveGroup(cell);
                            cell.place(places.one(placement));
                            placement
                                    .group()
                                    .ifPresent(
                                            group ->
                                                    groups.computeIfAbsent(
                                                                    group,
                                                                    _ ->
                                                                            ConcurrentHashMap
                                                                                    .newKeySet())
                                                            .add(cell));
                        });
    }

    private void remove(DeviceId device) {
        var cell = cells.remove(device);
        if (cell != null) {
            leaveGroup(cell);
            engaged.remove(cell);
            watched.remove(cell);
        }
    }

    private void leaveGroup(Cell cell) {
        cell.placement()
                .group()
                .ifPresent(
                        group ->
                                groups.computeIfPresent(
                                        group,
                                        (_, members) -> {
                                            members.remove(cell);
                                            return members.isEmpty() ? null : members;
                                        }));
    }

    private Map<String, String> compact(Map<String, String> attributes) {
        var shared = new HashMap<String, String>();
        attributes.forEach((key, value) -> shared.put(words.one(key), words.one(value)));
        return Map.copyOf(shared);
    }
}

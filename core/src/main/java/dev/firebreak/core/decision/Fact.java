package dev.firebreak.core.decision;

import dev.firebreak.core.approval.Credential;
import dev.firebreak.core.approval.ProposedChange;
import dev.firebreak.core.evidence.Evidence;
import dev.firebreak.core.gate.GateDecision;
import dev.firebreak.core.gate.GatePolicy;
import dev.firebreak.core.hold.CustomerPolicy;
import dev.firebreak.core.hold.Hold;
import dev.firebreak.core.plan.Bindings;
import dev.firebreak.core.plan.FleetRules;
import dev.firebreak.core.plan.Plan;
import dev.firebreak.core.release.Release;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.Placement;
import dev.firebreak.core.words.Reason;
import dev.firebreak.core.words.Role;
import dev.firebreak.core.words.RolloutId;
import dev.firebreak.core.words.Seed;

import java.util.List;
import java.util.Optional;

/**
 * Something that has been decided and cannot be undecided. The log holds facts and the observations
 * they follow from, so this file is the table of contents of the audit log: a state that no fact
 * explains does not exist.
 */
public sealed interface Fact {
    /** When it was decided: the time of the observation it follows from. */
    Moment at();

    /** A fact about one device's exposure in one rollout. */
    sealed interface OfExposure extends Fact {
        /** Which rollout. */
        RolloutId rollout();

        /** Which device. */
        DeviceId device();
    }

    /** A fact about a rollout as a whole. */
    sealed interface OfRollout extends Fact {
        /** Which rollout. */
        RolloutId rollout();
    }

    /** A fact about what a person at a device allows; no exposure yet, and no place taken. */
    sealed interface OfConsent extends Fact {
        /** Which device. */
        DeviceId device();
    }

    // ---- the server, settings, people

    /** A server took up the log; devices get one interval of grace. */
    record ServerStarted(long epoch, int timeFactor, Moment at) implements Fact {}

    /** The store may have forgotten: action numbers jump, so that none is given twice. */
    record StoreDoubted(Reason why, int nextAction, Moment at) implements Fact {}

    /** The wall clock went another way than the uptime; {@code seconds} is by how much. */
    record ClockJumped(long seconds, Moment at) implements Fact {}

    record TokenIssued(Credential credential, Person by, Moment at) implements Fact {}

    record TokenRevoked(String credential, boolean voidApprovals, Person by, Moment at)
            implements Fact {}

    /** Somebody wants a setting changed, and another person must want the same. */
    record ChangeProposed(ProposedChange change, Moment at) implements Fact {}

    record FleetApplied(FleetRules rules, Person by, Moment at) implements Fact {}

    record PolicyApplied(GatePolicy policy, boolean loosens, Person by, Moment at)
            implements Fact {}

    record CustomerApplied(CustomerPolicy policy, boolean loosens, Person by, Moment at)
            implements Fact {}

    /** A hold over devices began. */
    record HoldPlaced(Hold hold, Moment at) implements Fact {}

    /** A hold over devices ended. */
    record HoldLifted(int hold, Reason reason, Person by, Moment at) implements Fact {}

    // ---- consent

    /**
     * The device's turn has come, and a person there must say yes first; the action is reserved.
     */
    record ConsentWanted(RolloutId rollout, DeviceId device, ActionId action, Moment at)
            implements OfConsent {}

    /** The person said yes; granted like any other when it asks next. */
    record ConsentGiven(DeviceId device, ActionId action, Reason words, Moment at)
            implements OfConsent {}

    /** The person said no, for now. */
    record ConsentDenied(DeviceId device, ActionId action, Reason words, Moment at)
            implements OfConsent {}

    /** The person said yes to what waits and to whatever comes. */
    record ConsentAlways(DeviceId device, Optional<Reason> initiator, Reason remark, Moment at)
            implements OfConsent {}

    /** The person wants to be asked each time again. */
    record ConsentEach(DeviceId device, Moment at) implements OfConsent {}

    // ---- devices

    /** A device is known, with its place; again for a device that was known: its place now. */
    record DeviceEnrolled(
            DeviceId device,
            Placement placement,
            Optional<Digest> token,
            boolean accepted,
            Moment at)
            implements Fact {}

    record DevicePlaced(DeviceId device, Placement placement, Moment at) implements Fact {}

    /** It told something new of itself. */
    record DeviceReported(
            DeviceId device, Optional<String> bootId, Optional<String> version, Moment at)
            implements Fact {}

    record DeviceAccepted(DeviceId device, Person by, Moment at) implements Fact {}

    record DeviceDeleted(DeviceId device, Person by, Moment at) implements Fact {}

    /** It looks like two machines under one name (S12). */
    record DeviceFlagged(DeviceId device, Reason reason, Moment at) implements Fact {}

    /** Somebody looked and wants the flag taken away; another person must say so, too. */
    record UnflagProposed(DeviceId device, Reason reason, Person by, Moment at) implements Fact {}

    record DeviceUnflagged(DeviceId device, Reason reason, Person by, Moment at) implements Fact {}

    /** Exposed devices that were heard, and how often. */
    record Heard(List<Observation.Sighting> sightings, Moment at) implements Fact {
        public Heard {
            sightings = List.copyOf(sightings);
        }
    }

    /** A report that counts for nothing, and why. */
    record ReportIgnored(DeviceId device, ActionId action, Reason why, Moment at) implements Fact {}

    // ---- releases

    record ReleaseSealed(Release release, Person by, Moment at) implements Fact {}

    record EvidenceRecorded(Evidence evidence, Person by, Moment at) implements Fact {}

    /** Nobody gets this digest again. */
    record Revoked(Digest release, Reason reason, Person by, Moment at) implements Fact {}

    // ---- rollouts

    /**
     * A plan was proposed.
     *
     * @param rollbackOf for the governed rollback of confirmed devices: of which rollout
     */
    record Proposed(
            RolloutId rollout,
            Plan plan,
            Digest planDigest,
            Bindings bindings,
            Optional<RolloutId> rollbackOf,
            Person by,
            Moment at)
            implements OfRollout {}

    /** Somebody said yes; the role is kept, for the credential may be revoked later. */
    record Approved(
            RolloutId rollout,
            String credential,
            Role role,
            Optional<Reason> reason,
            Person by,
            Moment at)
            implements OfRollout {}

    /** Everybody who must say yes has. */
    record Cleared(RolloutId rollout, Moment at) implements OfRollout {}

    record Withdrawn(RolloutId rollout, Grounds grounds, Person by, Moment at)
            implements OfRollout {}

    /** It runs, in this order of devices. */
    record Started(
            RolloutId rollout,
            Digest nonce,
            Seed seed,
            Optional<GateDecision> gate,
            Optional<Reason> reason,
            Person by,
            Moment at)
            implements OfRollout {}

    /** A step may grant devices; {@code target} of {@code candidates}. */
    record StepOpened(
            RolloutId rollout, int step, long candidates, long target, long cutoff, Moment at)
            implements OfRollout {}

    /** Devices up to this rank (unsigned) may be granted. */
    record CutoffRaised(RolloutId rollout, int step, long cutoff, Moment at) implements OfRollout {}

    /**
     * Whom the step waits for or passes by; nobody, as long as somebody else can be granted. It is
     * used up when nobody is left whom it could wait for.
     */
    record StepCounted(RolloutId rollout, int step, boolean usedUp, List<Waits> waits, Moment at)
            implements OfRollout {
        public StepCounted {
            waits = List.copyOf(waits);
        }
    }

    /** The concurrent controls of the strata in which exposed devices are silent. */
    record ControlsCounted(RolloutId rollout, List<Observation.Controls> controls, Moment at)
            implements OfRollout {
        public ControlsCounted {
            controls = List.copyOf(controls);
        }
    }

    /** The step proved itself: budgets double where it confirmed, the next one may open. */
    record Promoted(RolloutId rollout, int step, Grounds grounds, Moment at) implements OfRollout {}

    record Held(RolloutId rollout, Grounds grounds, Moment at) implements OfRollout {}

    /** One of the two people who must say that a rollout goes on which has harmed too many. */
    record ResumeProposed(RolloutId rollout, Reason reason, Person by, Moment at)
            implements OfRollout {}

    record Resumed(RolloutId rollout, Reason reason, Person by, Moment at) implements OfRollout {}

    /** Something it was approved under became looser; two people must approve again. */
    record ApprovalOutdated(RolloutId rollout, Grounds grounds, Moment at) implements OfRollout {}

    /** No device is exposed any more; only a new plan goes on. */
    record Halted(RolloutId rollout, Grounds grounds, Moment at) implements OfRollout {}

    /** Devices that are not confirmed are offered the way back. */
    record RollbackBegan(RolloutId rollout, Grounds grounds, Moment at) implements OfRollout {}

    /** The way back does harm itself: no more of it is offered. */
    record WayBackStopped(RolloutId rollout, Grounds grounds, Moment at) implements OfRollout {}

    /** Who could be taken back is; on others the release stays until a person acts. */
    record WayBackEnded(RolloutId rollout, Grounds grounds, Moment at) implements OfRollout {}

    record RolledBack(RolloutId rollout, Grounds grounds, Moment at) implements OfRollout {}

    record Completed(RolloutId rollout, Grounds grounds, Moment at) implements OfRollout {}

    // ---- exposures

    /** The device will be offered the release; durable before it is. */
    record Exposed(RolloutId rollout, DeviceId device, ActionId action, int step, Moment at)
            implements OfExposure {}

    /** It runs the release without our offer (S38). */
    record PulledByHand(RolloutId rollout, DeviceId device, Moment at) implements OfExposure {}

    record Accepted(RolloutId rollout, DeviceId device, Moment at) implements OfExposure {}

    /** Something of the artifact was served for it; {@code complete}: everything. */
    record Fetched(RolloutId rollout, DeviceId device, boolean complete, Moment at)
            implements OfExposure {}

    /** It said that it is about to restart. */
    record Restarting(RolloutId rollout, DeviceId device, Moment at) implements OfExposure {}

    record Installed(RolloutId rollout, DeviceId device, Moment at) implements OfExposure {}

    record Confirmed(RolloutId rollout, DeviceId device, Moment at) implements OfExposure {}

    /** Not installed in time; who had installed stays so, and is not proved in time. */
    record Stalled(RolloutId rollout, DeviceId device, Moment at) implements OfExposure {}

    record Failed(RolloutId rollout, DeviceId device, Reason reason, Moment at)
            implements OfExposure {}

    /** A failed device was heard on what it ran before: its place is free, its harm stays. */
    record Recovered(RolloutId rollout, DeviceId device, Moment at) implements OfExposure {}

    record WentSilent(RolloutId rollout, DeviceId device, Reason reason, Moment at)
            implements OfExposure {}

    /** A silent device was heard; it is again what it was. */
    record Returned(RolloutId rollout, DeviceId device, Moment at) implements OfExposure {}

    record Reverted(RolloutId rollout, DeviceId device, Reason reason, Moment at)
            implements OfExposure {}

    record Withdrawing(RolloutId rollout, DeviceId device, Moment at) implements OfExposure {}

    /** The device said that it dropped the offer; whether it did is another question. */
    record CancelAcknowledged(RolloutId rollout, DeviceId device, Moment at)
            implements OfExposure {}

    /** The device goes on with an offer that was to be withdrawn. */
    record CancelRefused(RolloutId rollout, DeviceId device, Moment at) implements OfExposure {}

    /** Proved not to have installed. */
    record Dropped(RolloutId rollout, DeviceId device, Moment at) implements OfExposure {}

    record WriteOffProposed(RolloutId rollout, DeviceId device, Reason reason, Person by, Moment at)
            implements OfExposure {}

    record WrittenOff(RolloutId rollout, DeviceId device, Reason reason, Person by, Moment at)
            implements OfExposure {}

    /** The device is offered the way back; durable before it is. */
    record WayBackOffered(
            RolloutId rollout, DeviceId device, ActionId action, Digest release, Moment at)
            implements OfExposure {}

    /** It said that it went back; its soak runs. */
    record WayBackInstalled(RolloutId rollout, DeviceId device, Moment at) implements OfExposure {}

    /** It could not go back. */
    record WayBackFailed(RolloutId rollout, DeviceId device, Reason reason, Moment at)
            implements OfExposure {}
}

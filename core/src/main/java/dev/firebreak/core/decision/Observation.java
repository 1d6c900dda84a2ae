package dev.firebreak.core.decision;

import dev.firebreak.core.approval.Credential;
import dev.firebreak.core.evidence.Evidence;
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
import dev.firebreak.core.words.RolloutId;
import dev.firebreak.core.words.Stratum;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Something that the server saw or was told, already authenticated and parsed. It decides nothing;
 * it is what decisions are made from. {@code at} is the server's time of receipt.
 */
public sealed interface Observation {
    /** When the server received it, by the server's clocks. */
    Moment at();

    /** What a device says of an offer that it works on. */
    enum Report {
        /** It is at work. */
        PROCEEDING,
        /** It is about to restart. */
        RESTARTING,
        /** It has fetched everything. */
        DOWNLOADED,
        /** It says that the release is installed. */
        SUCCEEDED,
        /** It says that it went wrong, or closed without saying that it went right. */
        FAILED,
        /** It will not; its offer stays open. */
        REJECTED
    }

    /** What a device answers to a cancel. */
    enum CancelAnswer {
        DONE,
        REFUSED,
        WORKING
    }

    /** What was served of an action's artifacts. */
    enum Served {
        /** The first byte. */
        STARTED,
        /** Everything. */
        COMPLETED,
        /** More than one machine needs, or to two peers at once (S34). */
        EXCESSIVE
    }

    /** What a person at a device answers to an offer that wants consent. */
    enum ConsentAnswer {
        GIVEN,
        /** Not now: it may be given later. */
        DENIED
    }

    /** How a device came to be known. */
    enum Enrolment {
        /** An operator wrote it down. */
        IMPORTED,
        /** It showed the gateway token; harm counts, health does not, until accepted. */
        SELF_REGISTERED
    }

    /** How far a rollback reaches. */
    enum Reach {
        /** Devices that are not confirmed. */
        UNCONFIRMED,
        /** Confirmed devices too, by a governed rollout of its own. */
        CONFIRMED_TOO
    }

    /**
     * A device was heard since the last such observation.
     *
     * @param polls how often
     * @param interval the polling interval last sent to it
     */
    record Sighting(DeviceId device, int polls, Duration interval) {}

    /**
     * Who could be granted in one step, as counted at the edge.
     *
     * @param step the step's number, from 0
     * @param candidates devices that the step's predicate selects, exposed or not
     * @param present those of them not exposed by this rollout, not withheld for another reason
     *     than budget or rank, and heard in their last two intervals
     * @param waits those not exposed and not present, by reason
     */
    record Crowd(RolloutId rollout, int step, long candidates, long present, List<Waits> waits) {
        public Crowd {
            waits = List.copyOf(waits);
        }

        /** Whether nobody is left who could still be exposed in this step. */
        boolean usedUp() {
            return present == 0 && waits.stream().allMatch(Waits::passed);
        }
    }

    /**
     * The concurrent controls of one stratum: devices that were heard since the rollout began and
     * were not offered it.
     *
     * @param atRisk sleepers that poll as often as the exposed do
     * @param silent how many of those were not heard for as long as makes an exposed sleeper silent
     * @param all sleepers or not, however often they poll
     * @param away how many of those were not heard for a day
     * @param lost how many of those were not heard for three days
     */
    record Controls(
            RolloutId rollout,
            Stratum stratum,
            long atRisk,
            long silent,
            long all,
            long away,
            long lost) {}

    // ---- the server itself

    /**
     * A server process took up the log.
     *
     * @param timeFactor 1 unless its clocks are sped up
     * @param doubt why the store cannot be trusted to be the newest, if so: then everything is held
     */
    record ServerStarted(long epoch, int timeFactor, Optional<Reason> doubt, Moment at)
            implements Observation {}

    /**
     * Time passed. The only way in which silence is noticed and bakes end.
     *
     * @param absent members of redundancy groups that were not heard in their last two intervals,
     *     of those in which a peer waits for the way back; empty: nobody looked this time
     */
    record TimePassed(
            List<Crowd> crowds, List<Controls> controls, Optional<Set<DeviceId>> absent, Moment at)
            implements Observation {
        /** Nobody looked who is absent. */
        public TimePassed(List<Crowd> crowds, List<Controls> controls, Moment at) {
            this(crowds, controls, Optional.empty(), at);
        }

        public TimePassed {
            crowds = List.copyOf(crowds);
            controls = List.copyOf(controls);
            absent = absent.map(TreeSet::new);
        }
    }

    /** Outcomes changed: look again at what follows for whole rollouts. Comes from the loop. */
    record Reviewed(Moment at) implements Observation {}

    /**
     * Confirmed devices that should have been heard and were not, as a sweep found them.
     *
     * @param controls those of the strata in which some of them sleep at times, counted with them
     */
    record Missed(List<DeviceId> devices, List<Controls> controls, Moment at)
            implements Observation {
        public Missed {
            devices = List.copyOf(devices);
            controls = List.copyOf(controls);
        }
    }

    /** Watched devices that were heard; comes with every tick, before {@link TimePassed}. */
    record Heard(List<Sighting> sightings, Moment at) implements Observation {
        public Heard {
            sightings = List.copyOf(sightings);
        }
    }

    // ---- settings and people

    /** A person got a credential. */
    record TokenIssued(Credential credential, Person by, Moment at) implements Observation {}

    /** A credential was taken away; {@code voidApprovals}: so are the approvals given with it. */
    record TokenRevoked(String credential, boolean voidApprovals, Person by, Moment at)
            implements Observation {}

    /** The fleet's rules changed; the new places of devices follow as {@link DevicePlaced}. */
    record FleetApplied(FleetRules rules, String document, Person by, Moment at)
            implements Observation {}

    /** The gate's policy changed. */
    record PolicyApplied(GatePolicy policy, Person by, Moment at) implements Observation {}

    /** A customer's policy changed. */
    record CustomerApplied(CustomerPolicy policy, Person by, Moment at) implements Observation {}

    // ---- devices

    /**
     * A device became known, or its operator attributes changed.
     *
     * @param attributes the operator's, all of them; kept in the log so that they can be rebuilt
     * @param token SHA-256 of its own secret, if it has one
     */
    record DeviceEnrolled(
            DeviceId device,
            Map<String, String> attributes,
            Placement placement,
            Optional<Digest> token,
            Enrolment enrolment,
            Person by,
            Moment at)
            implements Observation {}

    /** The rules place the device elsewhere. */
    record DevicePlaced(DeviceId device, Placement placement, Moment at) implements Observation {}

    /**
     * The device told its attributes.
     *
     * @param reported all that it has told so far, after this merge
     * @param bootId as mapped by its client type
     * @param version the version that it says to run, as mapped by its client type
     */
    record DeviceReported(
            DeviceId device,
            Map<String, String> reported,
            Placement placement,
            Optional<String> bootId,
            Optional<String> version,
            Moment at)
            implements Observation {}

    /** An operator vouches for a device that registered itself. */
    record DeviceAccepted(DeviceId device, Person by, Moment at) implements Observation {}

    /** One of two people who looked: the flagged device is one machine after all. */
    record UnflagAsked(DeviceId device, Reason reason, Person by, Moment at)
            implements Observation {}

    /** An operator removes a device; {@code forced}: although it was exposed lately. */
    record DeviceDeleted(DeviceId device, boolean forced, Person by, Moment at)
            implements Observation {}

    /**
     * A device that could be granted something asks.
     *
     * @param consent whether a person at the device must say yes first
     */
    record Asked(
            DeviceId device,
            List<Selected> selected,
            List<DeviceId> absentPeers,
            Optional<Duration> attributesAge,
            Duration interval,
            boolean consent,
            Moment at)
            implements Observation {
        /** A device at which nobody has to say yes. */
        public Asked(
                DeviceId device,
                List<Selected> selected,
                List<DeviceId> absentPeers,
                Optional<Duration> attributesAge,
                Duration interval,
                Moment at) {
            this(device, selected, absentPeers, attributesAge, interval, false, at);
        }

        /** Waves of a rollout whose {@code select} was exactly true for the device. */
        public record Selected(RolloutId rollout, int wave) {}

        public Asked {
            selected = List.copyOf(selected);
            absentPeers = List.copyOf(absentPeers);
        }
    }

    /** A device reports on an action. */
    record Reported(DeviceId device, ActionId action, Report report, Reason details, Moment at)
            implements Observation {}

    /** A device answers a cancel. */
    record CancelReported(
            DeviceId device, ActionId action, CancelAnswer answer, Reason details, Moment at)
            implements Observation {}

    /** Bytes of an action's artifacts left the server. */
    record ArtifactServed(DeviceId device, ActionId action, Served served, Moment at)
            implements Observation {}

    /** A device states which release it runs (installedBase). */
    record VersionClaimed(DeviceId device, String name, String version, Moment at)
            implements Observation {}

    /** Something that a person at a device says about being asked. */
    sealed interface OfConsent extends Observation {
        /** Which device. */
        DeviceId device();
    }

    /** A person at the device answers. */
    record ConsentAnswered(
            DeviceId device, ActionId action, ConsentAnswer answer, Reason words, Moment at)
            implements OfConsent {}

    /** A person at the device says yes to whatever comes. */
    record ConsentAlwaysAsked(DeviceId device, Optional<Reason> initiator, Reason remark, Moment at)
            implements OfConsent {}

    /** A person at the device wants to be asked each time again. */
    record ConsentEachAsked(DeviceId device, Moment at) implements OfConsent {}

    // ---- releases and gates

    /** Somebody sealed a release. */
    record ReleaseSealed(Release release, Person by, Moment at) implements Observation {}

    /** Somebody handed in evidence. */
    record EvidenceAdded(Evidence evidence, Person by, Moment at) implements Observation {}

    /** The kill switch: nobody gets this digest again. */
    record RevokeAsked(Digest release, Reason reason, Person by, Moment at)
            implements Observation {}

    // ---- rollouts

    /** Somebody proposes a plan. */
    record ProposeAsked(Plan plan, Digest planDigest, Bindings bindings, Person by, Moment at)
            implements Observation {}

    /** Somebody says yes to exactly this plan. */
    record ApproveAsked(
            RolloutId rollout,
            Digest planDigest,
            String credential,
            Optional<Reason> reason,
            Person by,
            Moment at)
            implements Observation {}

    /** The platform owner says no. */
    record VetoAsked(RolloutId rollout, Reason reason, Person by, Moment at)
            implements Observation {}

    /** The author takes it back before it starts. */
    record WithdrawAsked(RolloutId rollout, Reason reason, Person by, Moment at)
            implements Observation {}

    /** Somebody starts it; the nonce was drawn for this. */
    record StartAsked(
            RolloutId rollout, Digest nonce, Optional<Reason> reason, Person by, Moment at)
            implements Observation {}

    /** Somebody holds it: no more grants, open offers withdrawn. */
    record HoldAsked(RolloutId rollout, Reason reason, Person by, Moment at)
            implements Observation {}

    /** Somebody resumes it, naming the plan they saw. */
    record ResumeAsked(RolloutId rollout, Digest planDigest, Reason reason, Person by, Moment at)
            implements Observation {}

    /** Somebody stops it for good. */
    record HaltAsked(RolloutId rollout, Reason reason, Person by, Moment at)
            implements Observation {}

    /** Somebody wants devices back on what they ran before. */
    record RollbackAsked(RolloutId rollout, Reach reach, Reason reason, Person by, Moment at)
            implements Observation {}

    /** One of the two people who give up a silent device. */
    record WriteOffAsked(RolloutId rollout, DeviceId device, Reason reason, Person by, Moment at)
            implements Observation {}

    /** Somebody holds devices, whatever the rollout. */
    record HoldPlaced(Hold.Target target, Reason reason, Person by, Moment at)
            implements Observation {}

    /** Somebody lifts such a hold. */
    record HoldLifted(int hold, Reason reason, Person by, Moment at) implements Observation {}
}

package dev.firebreak.server.ddi;

import dev.firebreak.core.approval.Credential;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Role;
import dev.firebreak.core.words.Sha256;
import dev.firebreak.server.loop.Loop;
import dev.firebreak.server.loop.NotDurable;
import dev.firebreak.server.store.Cell;
import dev.firebreak.server.store.Fleet;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Which device speaks. A device's own token opens its own resources and nothing else; the gateway's
 * token speaks for any device and makes unknown ones known, and so does a trusted proxy for the
 * device whose certificate it saw. Secrets are compared by their SHA-256, in a time that does not
 * depend on where they differ.
 */
final class Doorkeeper {
    /** New devices at once, and a second after that: an installation day, not an attack. */
    private static final int NEW_AT_ONCE = 2_000;

    private static final double NEW_PER_SECOND = 50;

    /** Longer secrets are not ours; hashing them would be work for strangers. */
    private static final int LONGEST_SECRET = 256;

    private static final String TARGET = "TargetToken ";
    private static final String GATEWAY = "GatewayToken ";

    /** Compared with when there is nothing to compare with, so that this takes as long. */
    private static final Digest NOBODY = Sha256.of("nobody");

    private final Loop loop;
    private final Fleet fleet;
    private final Bucket registrations;

    /** Who is at the door. */
    sealed interface Guest {
        /** A known device. */
        record Known(Cell cell) implements Guest {}

        /** A device that the gateway or a proxy vouches for and nobody knows. */
        record New(DeviceId device) implements Guest {}

        /** Nobody in particular. */
        record Stranger() implements Guest {}
    }

    Doorkeeper(Loop loop, Fleet fleet, LongSupplier nanos) {
        this.loop = loop;
        this.fleet = fleet;
        this.registrations = new Bucket(NEW_AT_ONCE, NEW_PER_SECOND, nanos);
    }

    /**
     * Who says to be {@code device} with this {@code Authorization}.
     *
     * @param vouched whether a trusted proxy saw its certificate
     */
    Guest ask(DeviceId device, boolean vouched, Optional<String> authorization) {
        var cell = fleet.find(device);
        if (vouched) {
            return cell.<Guest>map(Guest.Known::new).orElseGet(() -> new Guest.New(device));
        }
        var said = authorization.orElse("");
        if (said.startsWith(TARGET)) {
            var token = cell.flatMap(Cell::token);
            var right = secret(said, TARGET).filter(found -> same(found, token.orElse(NOBODY)));
            return right.isPresent() && token.isPresent()
                    ? new Guest.Known(cell.orElseThrow())
                    : new Guest.Stranger();
        }
        if (said.startsWith(GATEWAY) && secret(said, GATEWAY).filter(this::isGateway).isPresent()) {
            return cell.<Guest>map(Guest.Known::new).orElseGet(() -> new Guest.New(device));
        }
        return new Guest.Stranger();
    }

    private static Optional<Digest> secret(String said, String scheme) {
        return said.length() > scheme.length() + LONGEST_SECRET
                ? Optional.empty()
                : Optional.of(Sha256.of(said.substring(scheme.length())));
    }

    private boolean isGateway(Digest secret) {
        return Optional.ofNullable(loop.published().credentials().get(secret))
                .filter(credential -> credential.role() == Role.GATEWAY)
                .map(Credential::secret)
                .filter(known -> same(known, secret))
                .isPresent();
    }

    private static boolean same(Digest one, Digest other) {
        return MessageDigest.isEqual(
                one.hex().getBytes(StandardCharsets.US_ASCII),
                other.hex().getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Makes a device known under its name; nothing if too many came at once.
     *
     * @throws NotDurable if that could not be kept
     */
    Optional<Cell> register(DeviceId device) throws NotDurable {
        if (!registrations.take()) {
            return Optional.empty();
        }
        loop.report(
                at ->
                        new Observation.DeviceEnrolled(
                                device,
                                Map.of(),
                                fleet.mapping().place(Map.of(), Map.of()),
                                Optional.empty(),
                                Observation.Enrolment.SELF_REGISTERED,
                                Loop.SERVER,
                                at));
        return fleet.find(device);
    }
}

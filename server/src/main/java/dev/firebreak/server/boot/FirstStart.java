package dev.firebreak.server.boot;

import dev.firebreak.core.approval.Credential;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.World;
import dev.firebreak.core.gate.GatePolicy;
import dev.firebreak.core.gate.Requirement;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.Role;
import dev.firebreak.server.http.Tokens;
import dev.firebreak.server.loop.Loop;
import dev.firebreak.server.loop.NotDurable;
import dev.firebreak.wire.evidence.SigningKey;
import dev.firebreak.wire.file.FleetFile;
import dev.firebreak.wire.file.PolicyFile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a new data folder needs before anybody can use it: a key for local use, a gate that asks for
 * a test signed with it, rules for the fleet, and a first person with a token. Each part is made if
 * it is not there, so that a start that was killed in the middle is made whole by the next.
 */
final class FirstStart {
    /** The first person; everybody else is made by somebody. */
    private static final Person ADMIN = new Person("admin");

    private final Path data;
    private final Loop loop;

    FirstStart(Path data, Loop loop) {
        this.data = data;
        this.loop = loop;
    }

    /** Where the first person's token is, on its first line. */
    static Path adminToken(Path data) {
        return data.resolve("admin.token");
    }

    /** Where the key for local use is. */
    static Path localKey(Path data) {
        return data.resolve("keys").resolve("local-gate.pem");
    }

    void run() throws IOException {
        if (loop.readOnly()) {
            return; // nothing can be made; what is there is shown, and stops work
        }
        try {
            settings();
            if (loop.ask(FirstStart::hasNoAdmin)) {
                admin();
            }
        } catch (NotDurable e) {
            throw new IOException(
                    "expected to prepare the data folder, found that nothing can be kept: "
                            + e.getMessage(),
                    e);
        }
    }

    private void settings() throws IOException, NotDurable {
        var key = key();
        if (loop.ask(world -> world.policy().requirements().isEmpty())) {
            var policy = firstPolicy(key);
            loop.see(at -> new Observation.PolicyApplied(policy, Loop.SERVER, at));
        }
        if (loop.ask(world -> world.rules().digest()).equals(new World().rules().digest())) {
            var fleet = FleetFile.builtIn();
            loop.see(
                    at ->
                            new Observation.FleetApplied(
                                    fleet.rules(), fleet.document(), Loop.SERVER, at));
        }
    }

    /**
     * One fresh test result, signed on this machine, by a run that rejected a known-bad variant.
     */
    private static GatePolicy firstPolicy(SigningKey key) {
        var keys = Map.of(key.keyId(), key.verifying().base64());
        var test = new Requirement("test", List.of(key.keyId()), Duration.ofDays(7), 1);
        return PolicyFile.sealed(keys, List.of(test));
    }

    private static boolean hasNoAdmin(World world) {
        return world.credentials().stream().map(Credential::role).noneMatch(Role.ADMIN::equals);
    }

    private void admin() throws IOException, NotDurable {
        var secret = Tokens.newSecret();
        PrivateFiles.write(adminToken(data), secret + "\n");
        // A crash here leaves a token that opens nothing; the next start writes another.
        var credential = new Credential("admin", Tokens.hash(secret), ADMIN, Role.ADMIN);
        loop.see(at -> new Observation.TokenIssued(credential, ADMIN, at));
    }

    private SigningKey key() throws IOException {
        var file = localKey(data);
        if (Files.exists(file)) {
            return SigningKey.read(Files.readString(file, StandardCharsets.UTF_8));
        }
        var key = SigningKey.generate();
        PrivateFiles.write(file, key.pem());
        return key;
    }
}

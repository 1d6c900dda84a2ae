package dev.firebreak.cli.command;

import dev.firebreak.wire.json.Json;

import picocli.CommandLine.Command;

import java.util.List;
import java.util.Map;

/** {@code version}. */
@Command(name = "version", description = "says which version this is")
final class VersionVerb implements Runnable {
    private final Session session;

    VersionVerb(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        var version = Root.Version.current();
        session.answer(Json.tree(Map.of("version", version)), List.of("firebreak " + version));
    }
}

package dev.firebreak.core.decision;

import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Reason;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What devices do in a story, one command at a time. */
final class Deeds {
    private final TestLoop loop;
    private final Bots bots;

    Deeds(TestLoop loop, Bots bots) {
        this.loop = loop;
        this.bots = bots;
    }

    List<Decision> done(Words words) {
        var at = loop.now();
        var all = new ArrayList<Decision>();
        for (var id : Told.names(words.at(1)).map(DeviceId::new).toList()) {
            loop.heard(id);
            switch (words.verb()) {
                case "poll" -> {
                    var age = words.get("attributes", Duration.ofHours(1), Words::span);
                    all.add(
                            loop.asks(
                                    id,
                                    words.has("unasked") ? Optional.empty() : Optional.of(age)));
                }
                case "report" -> {
                    var report = Observation.Report.valueOf(words.at(2).toUpperCase(Locale.ROOT));
                    var why = Reason.told("says the device");
                    all.add(
                            loop.see(
                                    new Observation.Reported(
                                            id, action(words, id), report, why, at)));
                }
                case "doomed" -> {
                    var report = Observation.Report.valueOf(words.at(2).toUpperCase(Locale.ROOT));
                    var why = Reason.told("says the device");
                    loop.seeAndDie(
                            new Observation.Reported(id, action(words, id), report, why, at));
                }
                case "served" -> {
                    var served = Observation.Served.valueOf(words.at(2).toUpperCase(Locale.ROOT));
                    all.add(
                            loop.see(
                                    new Observation.ArtifactServed(
                                            id, action(words, id), served, at)));
                }
                case "cancelled" -> {
                    var answer =
                            Observation.CancelAnswer.valueOf(words.at(2).toUpperCase(Locale.ROOT));
                    var why = Reason.told("says the device");
                    all.add(
                            loop.see(
                                    new Observation.CancelReported(
                                            id, action(words, id), answer, why, at)));
                }
                case "told" ->
                        all.add(
                                loop.see(
                                        new Observation.DeviceReported(
                                                id,
                                                Map.of(),
                                                bots.place(id),
                                                words.maybe("boot"),
                                                words.maybe("version"),
                                                at)));
                case "claims" -> {
                    var label = words.at(2).split("@", 2);
                    all.add(loop.see(new Observation.VersionClaimed(id, label[0], label[1], at)));
                }
                case "wants-consent" -> loop.wantConsent(id);
                case "consent" -> all.add(loop.see(consent(words, id)));
                default ->
                        throw new IllegalArgumentException(
                                "expected a command of Story, found '%s'".formatted(words.verb()));
            }
        }
        return all;
    }

    private Observation consent(Words words, DeviceId id) {
        var at = loop.now();
        var why = Reason.told("says the person");
        return switch (words.at(2)) {
            case "always" -> new Observation.ConsentAlwaysAsked(id, Optional.empty(), why, at);
            case "each" -> new Observation.ConsentEachAsked(id, at);
            case String answer ->
                    new Observation.ConsentAnswered(
                            id,
                            loop.core().visible(id) instanceof Visible.Awaiting waits
                                    ? waits.action()
                                    : action(words, id),
                            Observation.ConsentAnswer.valueOf(answer.toUpperCase(Locale.ROOT)),
                            why,
                            at);
        };
    }

    /** The action that the words name, or the last one of the device. */
    private ActionId action(Words words, DeviceId device) {
        return words.maybe("action")
                .map(it -> new ActionId(Integer.parseInt(it)))
                .orElseGet(
                        () ->
                                loop.world().rollouts().stream()
                                        .flatMap(it -> loop.world().exposures(it.id()).stream())
                                        .filter(it -> it.device().equals(device))
                                        .flatMap(it -> it.action().stream())
                                        .reduce((_, last) -> last)
                                        .orElse(new ActionId(1)));
    }
}

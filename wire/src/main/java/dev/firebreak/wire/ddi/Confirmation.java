package dev.firebreak.wire.ddi;

import dev.firebreak.core.decision.Observation.ConsentAnswer;
import dev.firebreak.core.decision.StandingConsent;
import dev.firebreak.core.decision.Visible;
import dev.firebreak.core.words.Reason;
import dev.firebreak.wire.json.Json;

import java.util.List;
import java.util.Optional;

/**
 * What a person at a device answers when asked whether it may be updated.
 *
 * @param answer yes, or not now
 * @param words theirs, or what stands for them
 */
public record Confirmation(ConsentAnswer answer, Reason words) {
    /**
     * The answer in a request's body.
     *
     * @throws Refused 400 if it says neither
     */
    public static Confirmation read(byte[] bytes, Format format) {
        var tree = Body.object(bytes, format);
        var answer =
                switch (Body.text(tree, "confirmation")) {
                    case "confirmed" -> ConsentAnswer.GIVEN;
                    case "denied" -> ConsentAnswer.DENIED;
                    default ->
                            throw Body.unreadable(
                                    "expected confirmed or denied as 'confirmation', found another: correct it");
                };
        var code = tree.path("code");
        var words = String.join("; ", Feedback.details(tree.path("details")));
        return new Confirmation(
                answer,
                Reason.told(
                        code.isInt() ? "code %d: %s".formatted(code.intValue(), words) : words));
    }

    /**
     * A yes to whatever comes.
     *
     * @param initiator who says so, if they tell
     * @param remark why
     */
    public record Always(Optional<Reason> initiator, Reason remark) {
        private static final Reason USUAL =
                new Reason("confirmed by the device for whatever comes");

        /**
         * The wish in a request's body, which may be empty.
         *
         * @throws Refused 400 if there is a body that is no object
         */
        public static Always read(byte[] bytes, Format format) {
            if (bytes.length == 0) {
                return new Always(Optional.empty(), USUAL);
            }
            var tree = Body.object(bytes, format);
            return new Always(
                    Body.scalar(tree.path("initiator")).map(Reason::told),
                    Body.scalar(tree.path("remark")).map(Reason::told).orElse(USUAL));
        }
    }

    /** What a device reads about it: who confirms, and what waits for it. */
    public static byte[] state(
            Optional<StandingConsent> always, Optional<Visible.Awaiting> waiting, DeviceUrl url) {
        var body = Hal.object();
        var auto = body.putObject("autoConfirm").put("active", always.isPresent());
        always.flatMap(StandingConsent::initiator)
                .ifPresent(who -> auto.put("initiator", who.text()));
        always.ifPresent(it -> auto.put("remark", it.remark().text()));
        auto.put("activatedAt", always.map(it -> it.since().wall().toEpochMilli()).orElse(0L));
        var links = body.putObject("_links");
        var change = always.isPresent() ? "deactivateAutoConfirm" : "activateAutoConfirm";
        Hal.link(links, url.confirmationBase() + "/" + change, change);
        for (var it : waiting.map(List::of).orElse(List.of())) {
            Hal.link(links, url.confirmationBase(it.action(), it.denials()), "confirmationBase");
        }
        return Json.bytes(body);
    }
}

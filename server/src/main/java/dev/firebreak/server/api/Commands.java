package dev.firebreak.server.api;

import dev.firebreak.core.decision.Decision;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.Order;
import dev.firebreak.core.decision.World;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Reason;
import dev.firebreak.server.http.ProblemKind;
import dev.firebreak.server.http.Refused;
import dev.firebreak.server.loop.Loop;
import dev.firebreak.server.loop.NotDurable;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Hands what people want to the loop, and turns its refusals into problems. */
final class Commands {
    private static final String RETRY_SECONDS = "5";

    private final Loop loop;

    Commands(Loop loop) {
        this.loop = loop;
    }

    /** The loop, for what is neither asked nor commanded. */
    Loop loop() {
        return loop;
    }

    /** Carries out one command; it is durable when this returns. */
    Decision see(Function<Moment, Observation> observed) throws Refused {
        try {
            return done(loop.see(observed));
        } catch (NotDurable e) {
            throw unavailable(e);
        }
    }

    /** Carries out several; their refusals are for the caller to tell apart. */
    List<Decision> seeAll(List<Function<Moment, Observation>> observed) throws Refused {
        try {
            return loop.seeAll(observed);
        } catch (NotDurable e) {
            throw unavailable(e);
        }
    }

    /** Carries out a stop, which nothing makes wait and which works without a journal. */
    Decision stop(Function<Moment, Observation> observed) throws Refused {
        try {
            return done(loop.stop(observed));
        } catch (NotDurable e) {
            throw unavailable(e);
        }
    }

    /** Asks the durable state. */
    <T> T ask(Function<World, T> question) throws Refused {
        try {
            return loop.ask(question);
        } catch (NotDurable e) {
            throw unavailable(e);
        }
    }

    /** The same for who has just stopped something: nothing makes it wait. */
    <T> T askFirst(Function<World, T> question) throws Refused {
        try {
            return loop.askFirst(question);
        } catch (NotDurable e) {
            throw unavailable(e);
        }
    }

    /**
     * Asks for one thing that may not be there, and is in the {@code list} of its kind if it is.
     */
    <T> T find(String list, String what, Function<World, Optional<T>> question) throws Refused {
        var found = ask(question);
        if (found.isEmpty()) {
            throw Refused.of(
                    ProblemKind.NOT_FOUND,
                    "expected %s, found none: 'firebreak %s list' tells those that there are"
                            .formatted(what, list));
        }
        return found.get();
    }

    /** Why a decision refuses, if it does. */
    static Optional<Order.Refuse> refusal(Decision decision) {
        return decision.orders().stream()
                .filter(Order.Refuse.class::isInstance)
                .map(Order.Refuse.class::cast)
                .findFirst();
    }

    /** What a person gave as the reason; it stands in the log for ever, so there must be one. */
    static Reason reason(Optional<String> said) throws Refused {
        if (said.isEmpty() || said.get().isBlank()) {
            throw Refused.invalid(
                    "expected a reason, found none: say why",
                    List.of(new Refused.Fault("reason", "expected text, found none: say why")));
        }
        return Reason.told(said.get());
    }

    private static Decision done(Decision decision) throws Refused {
        var refused = refusal(decision);
        if (refused.isPresent()) {
            throw Refused.of(kind(refused.get().refusal()), refused.get().reason().text());
        }
        return decision;
    }

    private static ProblemKind kind(Order.Refusal refusal) {
        return switch (refusal) {
            case UNKNOWN -> ProblemKind.NOT_FOUND;
            case GONE -> ProblemKind.GONE;
            case CONFLICT -> ProblemKind.CONFLICT;
            case NOT_ALLOWED -> ProblemKind.NOT_ALLOWED;
            case INVALID -> ProblemKind.INVALID;
            case GATE -> ProblemKind.GATE;
        };
    }

    private static Refused unavailable(NotDurable e) {
        var refused =
                Refused.of(ProblemKind.UNAVAILABLE, e.getMessage())
                        .with("Retry-After", RETRY_SECONDS);
        return e.inForce() ? refused.yetInForce() : refused;
    }
}

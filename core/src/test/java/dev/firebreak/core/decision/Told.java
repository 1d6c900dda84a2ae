package dev.firebreak.core.decision;

import dev.firebreak.core.approval.Credential;
import dev.firebreak.core.approval.ProposedChange;
import dev.firebreak.core.evidence.Evidence;
import dev.firebreak.core.hold.Hold;
import dev.firebreak.core.plan.Bindings;
import dev.firebreak.core.plan.Plan;
import dev.firebreak.core.release.Release;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Placement;
import dev.firebreak.core.words.Reason;
import dev.firebreak.core.words.Seed;
import dev.firebreak.core.words.Span;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Facts and orders in words. Facts of one moment that differ in nothing but their device become one
 * line, where the first of them stands; those of every tick (who was heard, how many controls there
 * are, the cutoff) are left out.
 */
final class Told {
    private static final String DEVICE = "\0";
    private static final Pattern NUMBERED = Pattern.compile("(\\D+)(\\d+)");

    /** What every fact has, and what is too long to read. */
    private static final Set<String> LEFT_OUT =
            Set.of("at", "device", "nonce", "seed", "bindings", "cutoff", "token", "gate", "role");

    private final World world;

    Told(World world) {
        this.world = world;
    }

    /** A line for each fact that is news, with its uptime; then a line for each order. */
    String lines(List<Fact> facts, List<Order> orders) {
        var groups = new LinkedHashMap<String, List<String>>();
        for (var fact : facts) {
            if (isNews(fact)) {
                var time = "%-10s ".formatted(Span.told(fact.at().uptime()));
                groups.computeIfAbsent(time + shape(fact), _ -> new ArrayList<>()).add(who(fact));
            }
        }
        var text = new StringBuilder();
        groups.forEach((line, who) -> text.append(line.replace(DEVICE, range(who))).append('\n'));
        orders.forEach(order -> text.append(" ".repeat(11)).append(line(order)).append('\n'));
        return text.toString();
    }

    private static boolean isNews(Fact fact) {
        return !(fact instanceof Fact.Heard
                || fact instanceof Fact.ControlsCounted
                || fact instanceof Fact.CutoffRaised);
    }

    private static String who(Fact fact) {
        return switch (fact) {
            case Fact.Exposed exposed -> exposed.device() + "#" + exposed.action();
            case Fact.WayBackOffered offered -> offered.device() + "#" + offered.action();
            case Fact.OfExposure of -> of.device().toString();
            case Fact.DeviceEnrolled enrolled -> enrolled.device().toString();
            default -> "";
        };
    }

    private String shape(Fact fact) {
        var words = new StringJoiner(" ");
        words.add(fact.getClass().getSimpleName());
        if (!who(fact).isEmpty()) {
            words.add(DEVICE);
        }
        boolean numbered = fact instanceof Fact.Exposed || fact instanceof Fact.WayBackOffered;
        for (var part : fact.getClass().getRecordComponents()) {
            boolean known = part.getName().equals("device") && who(fact).isEmpty();
            if (!(numbered && part.getType() == ActionId.class)
                    && !noReason(fact, part)
                    && (known || !LEFT_OUT.contains(part.getName()))) {
                words.add(part(fact, part));
            }
        }
        return words.toString();
    }

    /** A yes needs none. */
    private static boolean noReason(Fact fact, RecordComponent part) {
        return part.getName().equals("reason") && value(fact, part).equals(Optional.empty());
    }

    private String part(Fact fact, RecordComponent part) {
        var value = value(fact, part);
        var type = part.getType();
        return type.isPrimitive() ? part.getName() + "=" + value : word(value);
    }

    private static Object value(Fact fact, RecordComponent part) {
        try {
            return part.getAccessor().invoke(fact);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("expected a readable record, found " + part, e);
        }
    }

    private String word(Object value) {
        return switch (value) {
            case Optional<?> maybe -> maybe.map(this::word).orElse("-");
            case Digest digest -> name(digest);
            case Grounds grounds -> grounds.rule() + ": " + grounds.reason();
            case Reason reason -> "'" + reason + "'";
            case ProposedChange change -> change.setting() + " by " + change.by();
            case Plan plan -> "'" + plan.name() + "' " + name(plan.release());
            case Release release -> release.label() + " " + release.kind();
            case Evidence evidence -> evidence.check() + " " + evidence.result();
            case Hold hold -> "%d %s '%s'".formatted(hold.id(), hold.target(), hold.reason());
            case Credential credential -> credential.id();
            case Placement place -> place.tier() + " " + place.region();
            case Seed _, Bindings _ -> "";
            case Waits it ->
                    "%d %s%s".formatted(it.devices(), it.why(), it.passed() ? " passed" : "");
            case List<?> list -> list.stream().map(this::word).toList().toString();
            case ActionId action -> "#" + action;
            default -> value.toString();
        };
    }

    String name(Digest digest) {
        return world.release(digest).map(Release::label).orElse(digest.brief());
    }

    private static String line(Order order) {
        return switch (order) {
            case Order.Offer(var device, var action) -> "-> offer %s #%s".formatted(device, action);
            case Order.Wait(var device, var why) -> "-> wait %s: %s".formatted(device, why);
            case Order.AskAttributes(var device) -> "-> ask %s for attributes".formatted(device);
            case Order.Refuse(var refusal, var why) -> "-> refused %s: %s".formatted(refusal, why);
            case Order.Made(var rollout) -> "-> made " + rollout;
            case Order.HoldMade(int hold) -> "-> made hold " + hold;
            case Order.ChangeWaits(var change) ->
                    "-> waits for another than %s to want the same %s"
                            .formatted(change.by(), change.setting());
        };
    }

    String visible(DeviceId device, Visible shown) {
        return switch (shown) {
            case Visible.Nothing _ -> "           %s sees no work\n".formatted(device);
            case Visible.Offered(var action, _, var release) ->
                    "           %s sees offer #%s %s\n".formatted(device, action, name(release));
            case Visible.Awaiting(var action, _, var release, int denials) ->
                    "           %s is asked for consent #%s %s denials=%d\n"
                            .formatted(device, action, name(release), denials);
            case Visible.Cancelled(var action, _, var release) ->
                    "           %s sees cancel #%s %s\n".formatted(device, action, name(release));
        };
    }

    /** {@code d1..d4 d7} for devices whose numbers follow each other; others one by one. */
    static String range(Collection<String> who) {
        var text = new StringJoiner(" ");
        var run = new ArrayList<String>();
        for (var each : who) {
            if (!run.isEmpty() && !follows(run.getLast(), each)) {
                text.add(told(run));
                run.clear();
            }
            run.add(each);
        }
        return text.add(told(run)).toString();
    }

    private static String told(List<String> run) {
        return run.size() < 3 ? String.join(" ", run) : run.getFirst() + ".." + run.getLast();
    }

    private static boolean follows(String before, String after) {
        var one = NUMBERED.matcher(before);
        var two = NUMBERED.matcher(after);
        return one.matches()
                && two.matches()
                && one.group(1).equals(two.group(1))
                && Integer.parseInt(two.group(2)) == Integer.parseInt(one.group(2)) + 1;
    }

    /** The names that {@code d1..d3} stands for. */
    static Stream<String> names(String range) {
        var ends = range.split("\\.\\.", -1);
        var first = NUMBERED.matcher(ends[0]);
        if (ends.length == 1 || !first.matches()) {
            return Stream.of(range);
        }
        int from = Integer.parseInt(first.group(2));
        int to = Integer.parseInt(ends[1].replaceAll("\\D", ""));
        var stem = first.group(1);
        return Stream.iterate(from, i -> i <= to, i -> i + 1).map(i -> stem + i);
    }
}

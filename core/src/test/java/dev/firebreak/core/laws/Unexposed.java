package dev.firebreak.core.laws;

import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.wave.Step;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Placement;
import dev.firebreak.core.words.Tier;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** Who of a step's block has not been exposed, as far as the books tell. */
final class Unexposed {
    /** What was noticed less long ago may be news to the count that the core goes by. */
    private static final int NEWS = 3;

    private static final Duration STUCK = Duration.ofDays(1);

    private final Books books;
    private final Ledger rollout;
    private final Step step;

    Unexposed(Books books, Ledger rollout, Step step) {
        this.books = books;
        this.rollout = rollout;
        this.step = step;
    }

    /** How many of the block are exposed, and have not dropped it. */
    long exposed() {
        return rollout.accounts.stream()
                .filter(it -> it.state != ExposureState.WITHDRAWN)
                .filter(it -> together(rollout.ladder.get(it.step)))
                .count();
    }

    private boolean together(Step other) {
        return step.part() == Step.Part.SHARE
                ? other.block() == step.block()
                : other.wave() == step.wave();
    }

    /** Whether the block has fewer exposures than the step was opened for. */
    boolean unmet() {
        return Optional.ofNullable(rollout.opened.get(step.number()))
                .filter(it -> exposed() < it.target())
                .isPresent();
    }

    /** Devices that belong to it, whatever keeps them from it. */
    Stream<DeviceId> left() {
        return books.accepted.stream().filter(this::fresh).sorted();
    }

    private boolean fresh(DeviceId device) {
        var place = Optional.ofNullable(books.places.get(device));
        var label = books.release(rollout).label();
        return place.filter(this::placed).isPresent()
                && rollout.account(device)
                        .map(it -> it.state == ExposureState.WITHDRAWN)
                        .orElse(true)
                && !label.equals(books.versions.get(device))
                && books.of(device)
                        .noneMatch(it -> !it.rollout.equals(rollout.id) && it.saidSuccess);
    }

    private boolean placed(Placement it) {
        return step.tier().map(it.tier()::equals).orElse(it.tier() != Tier.HIGH)
                && (step.regions().isEmpty() || step.regions().contains(it.region()));
    }

    /** Those that are there, alone in their group, and in nobody's way: the step waits for them. */
    Stream<DeviceId> waitedFor(Duration now) {
        var watched = books.rules.watched();
        return left().filter(it -> there(it, watched, now))
                .filter(it -> !books.flagged.contains(it))
                .filter(
                        it ->
                                Optional.ofNullable(books.places.get(it))
                                        .flatMap(Placement::group)
                                        .isEmpty())
                .filter(it -> books.of(it).noneMatch(Account::occupies))
                .filter(it -> !books.consents.asked(it) || !openFor(STUCK, now));
    }

    private boolean there(DeviceId device, Duration watched, Duration now) {
        var heard = books.heardAt.get(device);
        var since = books.steadySince.get(device);
        var news = watched.multipliedBy(NEWS);
        return heard != null
                && since != null
                && now.minus(heard).compareTo(watched.multipliedBy(2)) <= 0
                && now.minus(since).compareTo(news) > 0
                && now.minus(books.listening).compareTo(news) > 0
                && openFor(news, now);
    }

    private boolean openFor(Duration span, Duration now) {
        return Optional.ofNullable(rollout.opened.get(step.number()))
                .filter(it -> now.minus(it.at().uptime()).compareTo(span) > 0)
                .isPresent();
    }
}

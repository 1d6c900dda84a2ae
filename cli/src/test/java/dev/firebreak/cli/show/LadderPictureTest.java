package dev.firebreak.cli.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.wire.json.Json;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The wave ladder, drawn from what the server says. */
final class LadderPictureTest {
    private static final String RUNNING =
            """
            {"id":"r1","state":"RUNNING","plan":"content-291","planDigest":"77","release":"sensor-content@291",
             "author":"ada","approvals":["mara"],
             "headline":"Wave low is open: 10 of 50 devices confirmed.",
             "speedLimit":"budget of tier LOW: 20 of 20 places are used",
             "steps":[
              {"number":0,"wave":0,"block":0,"waveName":"canary","label":"canary 100%","state":"PROMOTED",
               "candidates":14,"target":12,"reached":12,"exposed":12,"confirmed":12,"harmed":0},
              {"number":1,"wave":1,"block":1,"waveName":"low","label":"low eu-west 10%","state":"OPEN",
               "candidates":500,"target":50,"reached":32,"exposed":32,"confirmed":10,"harmed":2},
              {"number":2,"wave":1,"block":1,"waveName":"low","label":"low eu-west 100%","state":"NEXT",
               "candidates":500,"target":0,"reached":32,"exposed":0,"confirmed":0,"harmed":0},
              {"number":3,"wave":1,"block":2,"waveName":"low","label":"low us 100%","state":"NEXT",
               "candidates":300,"target":0,"reached":0,"exposed":0,"confirmed":0,"harmed":0},
              {"number":4,"wave":1,"block":3,"heldOut":true,"waveName":"low","label":"low held out",
               "state":"NEXT","candidates":800,"target":0,"reached":32,"exposed":0,"confirmed":0,"harmed":0},
              {"number":5,"wave":2,"block":4,"waveName":"high",
               "label":"high eu-west+us-east+ap-south+sa-east 100%","state":"NEXT",
               "candidates":6100,"target":0,"reached":0,"exposed":0,"confirmed":0,"harmed":0},
              {"number":6,"wave":1,"block":5,"heldOut":true,"waveName":"low","label":"low after the end",
               "state":"NEXT","candidates":800,"target":0,"reached":32,"exposed":0,"confirmed":0,"harmed":0}],
             "budget":[{"scope":"fleet","limit":25,"used":20},{"scope":"tier LOW","limit":20,"used":20},
              {"scope":"tier HIGH","limit":2,"used":0}],
             "counts":{"exposed":44,"inFlight":20,"confirmed":22,"failed":1,"silent":1,
              "reverted":0,"withdrawn":0,"writtenOff":0,"unconfirmed":22,"unsolicited":0},
             "waiting":[{"why":"no evidence covers their environment","devices":214}]}
            """;

    private static final List<Decision> DECISIONS =
            List.of(
                    new Decision(
                            41,
                            "2026-11-24T11:21:00Z",
                            "PROMOTED",
                            "proof",
                            "",
                            "12 of 12 confirmed, bake of 1h over",
                            List.of("confirmed 12")));

    @Test
    void aRunningRolloutFitsEightyColumns() {
        var lines = new LadderPicture(Paint.NONE, 80).lines(ladder(RUNNING), DECISIONS);
        assertThat(lines)
                .containsExactly(
                        "r1 sensor-content@291  ▶ RUNNING  2 harmed · 44 exposed · 22 unconfirmed",
                        "Wave low is open: 10 of 50 devices confirmed. 32 of 50 exposed.",
                        "├─ ● 1  canary 100%                      ██████████████████░░░  12/14 2 left out",
                        "├─ ▶ 2  low    eu-west 10% (1 of 4)      █▓▒░░░░░░░░░░░░░░░░░░  10/800 2 harmed",
                        "├─ ○ 3  high   eu-west+us-east+ap… 100%  ░░░░░░░░░░░░░░░░░░░░░  0/6,100",
                        "└─ ○ 4  last   those held out            ░░░░░░░░░░░░░░░░░░░░░",
                        "       █ confirmed  ▒ exposed, not yet confirmed  ▓ harmed  ░ not exposed",
                        "Limits the speed now: budget of tier LOW: 20 of 20 places are used",
                        "Budget  tier LOW  ▰▰▰▰▰▰▰▰▰▰  20/20 full",
                        "        fleet     ▰▰▰▰▰▰▰▰▱▱  20/25",
                        "Waiting: 214 devices: no evidence covers their environment",
                        "11:21:00 PROMOTED: 12 of 12 confirmed, bake of 1h over (entry 41)");
        assertThat(lines).allMatch(line -> line.length() <= 80);
    }

    @Test
    void aHaltedRolloutHasNoStepAtWork() {
        var halted = RUNNING.replace("\"RUNNING\"", "\"HALTED\"");
        assertThat(new LadderPicture(Paint.NONE, 80).lines(ladder(halted), List.of()))
                .anyMatch(line -> line.contains("■ HALTED"))
                .anyMatch(line -> line.startsWith("├─ ■ 2"))
                .noneMatch(line -> line.contains("▶"));
    }

    @Test
    void whatIsOverHasNoSpeedNoBudgetAndNobodyWaits() {
        for (var state : List.of("COMPLETED", "HALTED", "ROLLED_BACK", "WITHDRAWN")) {
            var over =
                    RUNNING.replace("RUNNING", state).replaceAll("\"used\":[0-9]+", "\"used\":0");
            assertThat(new LadderPicture(Paint.NONE, 80).lines(ladder(over), List.of()))
                    .noneMatch(line -> line.startsWith("Limits"))
                    .noneMatch(line -> line.startsWith("Budget"))
                    .noneMatch(line -> line.startsWith("Wait"));
        }
    }

    @Test
    void aRolloutThatWaitsForAPersonSaysForWhom() {
        assertThat(picture("PROPOSED"))
                .contains("Waits for another person: 'firebreak rollout approve r1'");
        assertThat(picture("APPROVED"))
                .contains("Waits for its start: 'firebreak rollout start r1'");
        assertThat(picture("HELD"))
                .anyMatch(line -> line.contains("'firebreak rollout resume r1 --reason"));
    }

    private static List<String> picture(String state) {
        return new LadderPicture(Paint.NONE, 80)
                .lines(ladder(RUNNING.replace("RUNNING", state)), List.of());
    }

    @Test
    void countsThatDoNotAddUpAreAnAlarm() {
        var wrong = RUNNING.replace("\"silent\":1", "\"silent\":0");
        assertThat(new LadderPicture(Paint.NONE, 80).lines(ladder(wrong), List.of()))
                .anyMatch(line -> line.startsWith("ALARM: the counts do not add up (law 6)"));
    }

    @Test
    void aLadderLongerThanTheScreenShowsTheWaveAtWork() {
        var steps = new StringBuilder();
        for (int wave = 0; wave < 40; wave++) {
            steps.append(
                    """
                    {"number":%1$d,"wave":%1$d,"block":%1$d,"waveName":"w%1$d","label":"w%1$d eu 100%%",
                     "state":"%2$s","candidates":9,"target":9,"reached":3,"exposed":3,"confirmed":3,"harmed":0},"""
                            .formatted(
                                    wave, wave < 20 ? "PROMOTED" : wave == 20 ? "OPEN" : "NEXT"));
        }
        var from = RUNNING.indexOf("\"steps\":[") + 9;
        var many = RUNNING.substring(0, from) + steps + RUNNING.substring(from);
        var picture = new LadderPicture(Paint.NONE, 80);
        for (int rows : List.of(10, 16, 24, 40)) {
            assertThat(picture.within(rows, ladder(many), DECISIONS))
                    .hasSizeLessThanOrEqualTo(Math.max(rows, 11))
                    .anyMatch(line -> line.startsWith("├─ ▶ 21 w20"))
                    .anyMatch(line -> line.startsWith("├─ ⋮ ") && line.endsWith(" waves before"));
        }
        assertThat(picture.within(80, ladder(many), DECISIONS))
                .isEqualTo(picture.lines(ladder(many), DECISIONS));
    }

    @Test
    void oneFailureOfAMillionIsSeen() {
        assertThat(
                        Bar.of(
                                1_000_000,
                                List.of(
                                        new Bar.Part(999_999, "█", Paint.Tone.GOOD),
                                        new Bar.Part(1, "▓", Paint.Tone.FAILED)),
                                10,
                                Paint.NONE))
                .isEqualTo("█████████▓");
    }

    @Test
    void colourSaysNothingThatWordsDoNot() {
        var colours = new LadderPicture(Paint.COLOURS, 80).lines(ladder(RUNNING), DECISIONS);
        var plain = new LadderPicture(Paint.NONE, 80).lines(ladder(RUNNING), DECISIONS);
        assertThat(colours.stream().map(line -> line.replaceAll("\u001b\\[[0-9;]*m", "")).toList())
                .isEqualTo(plain);
    }

    @Test
    void plainIsOneLineForEachChange() {
        var ladder = ladder(RUNNING);
        var line = PlainLadder.change(Optional.empty(), ladder);
        assertThat(line)
                .contains(
                        "r1 RUNNING, wave 2/4 low step 1/4 OPEN, exposed 44, confirmed 22, harmed 2,"
                                + " unconfirmed 22: Wave low is open: 10 of 50 devices confirmed.");
        assertThat(PlainLadder.change(line, ladder)).isEmpty();
    }

    @Test
    void aStateIsSaidOnce() {
        assertThat(Ladder.why("RUNNING", "Running: step 'a'.")).isEqualTo("step 'a'.");
        assertThat(Ladder.why("ROLLED_BACK", "Rolled back: by ann")).isEqualTo("by ann");
        assertThat(Ladder.why("APPROVED", "Approved; waits.")).isEqualTo("waits.");
        assertThat(Ladder.why("APPROVED", "The rules became looser."))
                .isEqualTo("The rules became looser.");
    }

    @Test
    void foreignNamesCannotMoveTheCursor() {
        var hostile = RUNNING.replace("\"canary\"", "\"\\u001b[2Jcanary\"");
        assertThat(new LadderPicture(Paint.NONE, 80).lines(ladder(hostile), List.of()))
                .noneMatch(line -> line.indexOf('\u001b') >= 0);
    }

    private static Ladder ladder(String json) {
        return Ladder.of(Json.tree(json.getBytes(StandardCharsets.UTF_8)));
    }
}

package dev.firebreak.cli.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.cli.Exit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;

/** What a refusal of the server means to the caller. */
final class ProblemTest {
    @ParameterizedTest
    @CsvSource({
        "400,USAGE",
        "401,NOT_ALLOWED",
        "403,NOT_ALLOWED",
        "404,NOT_FOUND",
        "409,MOVED_ON",
        "410,MOVED_ON",
        "412,MOVED_ON",
        "422,USAGE",
        "500,FAULT",
        "503,FAULT"
    })
    void eachStatusHasItsCode(int status, Exit exit) {
        assertThat(Problem.of(status, bytes("{}"), "id").exit()).isEqualTo(exit);
    }

    @Test
    void aClosedGateIsToldFromOtherConflicts() {
        var gate =
                """
                {"type":"urn:firebreak:problem:gate","title":"The gate is not cleared",
                 "detail":"expected a cleared gate, found 1 requirement open: see 'gate explain'",
                 "errors":[{"pointer":"test","detail":"no evidence"}]}
                """;
        var trouble = Problem.of(409, bytes(gate), "id");
        assertThat(trouble.exit()).isEqualTo(Exit.NOT_CLEARED);
        assertThat(trouble.line())
                .isEqualTo(
                        "expected a cleared gate, found 1 requirement open: see 'gate explain'\n"
                                + "  test: no evidence");
    }

    @Test
    void aFaultOfTheServerNamesTheRequest() {
        assertThat(Problem.of(500, bytes("<html>oops"), "42").line())
                .contains("500")
                .contains("<html>oops")
                .contains("42");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

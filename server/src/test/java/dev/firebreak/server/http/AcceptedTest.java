package dev.firebreak.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Optional;

/** Which of two forms a caller would rather have. */
final class AcceptedTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/yaml | true",
                "application/json | false",
                "*/* | false",
                "application/json, application/yaml;q=0.1 | false",
                "application/json;q=0.5, application/yaml | true",
                "application/yaml;q=0, */* | false",
                "application/*;q=0.9, application/json;q=0.1 | true",
                "text/html, application/xml;q=0.9, */*;q=0.8 | false",
                "application/yaml;q=nonsense | false",
                "nonsense, Application/YAML ; charset=utf-8 | true",
            })
    void theGladlierTakenOneIsSent(String header, boolean yaml) {
        var accepted = Accepted.of(Optional.of(header));
        assertThat(accepted.quality(Answer.YAML) > accepted.quality(Answer.JSON)).isEqualTo(yaml);
    }
}

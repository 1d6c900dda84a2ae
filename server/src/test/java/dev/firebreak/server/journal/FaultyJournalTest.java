package dev.firebreak.server.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;

/** The double that the loop's tests lean on behaves as the real journal does. */
final class FaultyJournalTest {
    @ParameterizedTest
    @EnumSource
    void afterAFailureNothingIsKnownUntilARestart(FaultyJournal.Fault fault) throws IOException {
        var journal = new FaultyJournal(1, fault);
        Entries.fill(journal, 2);
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> Entries.fill(journal, 3)).isInstanceOf(JournalFailed.class);
        }
        assertThat(Entries.read(journal, 1)).containsExactly("1 entry-1", "2 entry-2");
        assertThat(journal.at(3)).isEmpty();
        assertThat(journal.afterRestart().head())
                .isEqualTo(
                        switch (fault) {
                            case DID_NOTHING -> 2;
                            case DID_IT -> 3;
                        });
    }
}

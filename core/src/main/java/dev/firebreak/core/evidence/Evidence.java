package dev.firebreak.core.evidence;

import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Fingerprint;

import java.time.Instant;
import java.util.List;

/**
 * What somebody says to have proved about a release; kept whatever it says, so that a denial can
 * name what is wrong with it.
 *
 * @param digest SHA-256 of the envelope
 * @param addedTo the release that it was handed in for
 * @param trust who vouches for it
 * @param subjects the digests that the statement speaks of
 * @param check which requirement it claims to meet, for example {@code test}
 * @param result what it found
 * @param finishedAt when the run ended, by the runner's clock
 * @param controls the variants of known outcome that the same run judged
 * @param environments the fingerprints in which it ran
 */
public record Evidence(
        Digest digest,
        Digest addedTo,
        Trust trust,
        List<Digest> subjects,
        String check,
        Result result,
        Instant finishedAt,
        List<Control> controls,
        List<Fingerprint> environments) {
    public Evidence {
        subjects = List.copyOf(subjects);
        controls = List.copyOf(controls);
        environments = List.copyOf(environments);
    }
}

package dev.firebreak.core.health;

import dev.firebreak.core.words.Reason;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a judge says of a step. Only positive proof becomes a {@link Promote}. */
public sealed interface Verdict {
    /** A short name of the rule that spoke, for example {@code silence}. */
    String rule();

    /** Why, in one sentence for people. */
    Reason reason();

    /** What the rule looked at, by name. */
    SortedMap<String, String> numbers();

    /** Nothing speaks against it, and too little for it: go on watching. */
    record Watch(String rule, Reason reason, SortedMap<String, String> numbers) implements Verdict {
        public Watch {
            numbers = copy(numbers);
        }
    }

    /** Everything that was asked for is proved: the next step may open. */
    record Promote(String rule, Reason reason, SortedMap<String, String> numbers)
            implements Verdict {
        public Promote {
            numbers = copy(numbers);
        }
    }

    /**
     * Something is wrong, or cannot be told apart from wrong: nothing more until a person decides.
     */
    record Hold(String rule, Reason reason, SortedMap<String, String> numbers) implements Verdict {
        public Hold {
            numbers = copy(numbers);
        }
    }

    /** The release harms: no more offers, ever. */
    record Halt(String rule, Reason reason, SortedMap<String, String> numbers) implements Verdict {
        public Halt {
            numbers = copy(numbers);
        }
    }

    private static SortedMap<String, String> copy(SortedMap<String, String> numbers) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(numbers));
    }
}

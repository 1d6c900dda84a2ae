package dev.firebreak.core.words;

/**
 * Who asked for something; law 9 compares persons, not their credentials.
 *
 * @param value 1 to 128 printable characters, no slash
 */
public record Person(String value) implements Comparable<Person> {
    public Person {
        Name.check("person", value);
    }

    @Override
    public int compareTo(Person other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}

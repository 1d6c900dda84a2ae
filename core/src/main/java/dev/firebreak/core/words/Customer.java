package dev.firebreak.core.words;

/**
 * Whose machine it is.
 *
 * @param value 1 to 128 printable characters, no slash
 */
public record Customer(String value) implements Comparable<Customer> {
    public Customer {
        Name.check("customer", value);
    }

    @Override
    public int compareTo(Customer other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}

package dev.firebreak.core.approval;

import dev.firebreak.core.words.Customer;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Person;

/**
 * A change of a setting that one person wants and that takes another one.
 *
 * @param setting which: {@code fleet}, {@code policy} or {@code customer NAME}
 * @param digest of the whole document as it is to be
 * @param by who wants it
 */
public record ProposedChange(String setting, Digest digest, Person by) {
    /** The fleet's rules. */
    public static final String FLEET = "fleet";

    /** The gate's policy. */
    public static final String POLICY = "policy";

    /** The policy of {@code customer}. */
    public static String of(Customer customer) {
        return "customer " + customer;
    }

    /** Whether this and {@code first} are two people who want the same. */
    public boolean completes(ProposedChange first) {
        return setting.equals(first.setting) && digest.equals(first.digest) && !by.equals(first.by);
    }
}

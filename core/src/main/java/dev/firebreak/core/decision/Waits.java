package dev.firebreak.core.decision;

/**
 * Devices of an open step that cannot be granted now, all for one reason.
 *
 * @param passed the step does not wait for them: they count as if they were not there, and join
 *     when the reason is gone; otherwise the step pauses for them
 */
public record Waits(Withheld why, boolean passed, long devices) {
    /** The reason in words. */
    public String told() {
        return passed ? "%s; the step goes on without".formatted(words()) : words();
    }

    private String words() {
        return switch (why) {
            case ABSENT -> passed ? "not heard for long, while others are" : "not heard lately";
            case HELD -> "a hold covers it";
            case UNCOVERED ->
                    "HIGH, and neither evidence nor lower tiers cover its environment (law 10)";
            case ATTRIBUTES_OLD -> "its attributes are too old";
            case FLAGGED -> "two machines seem to use its name";
            case NOT_ACCEPTED -> "it registered itself and nobody accepted it";
            case CONSENT_WANTED -> "a person at the device must say yes first";
            case CUSTOMER_SAYS_NO ->
                    passed
                            ? "its customer does not take this release"
                            : "its customer's windows are shut";
            case OUT_OF_WINDOW -> "outside every window of the plan";
            case GROUP_BUSY ->
                    passed
                            ? "a member of its redundancy group has been missing for long"
                            : "its redundancy group rests, or a member is exposed or missing";
            case EXPOSED -> "it is exposed by another rollout";
            case REVOKED -> "the release was revoked";
            case NOTHING_OPEN, NOT_YET, STEP_FULL, BUDGET_SPENT, SETTLING ->
                    "its turn has not come";
        };
    }
}

package dev.firebreak.core.health;

/**
 * Says what follows from the health of a step. This is the seam at which a judge with better
 * statistics takes the place of {@link SimpleJudge}; whatever it computes, it keeps these laws:
 *
 * <ul>
 *   <li>it is a pure function of what it is given;
 *   <li>no data, or part of the data, never promotes, and time alone never does;
 *   <li>silence is harm until the device is heard;
 *   <li>one more harmed device never makes its verdict better.
 * </ul>
 */
@FunctionalInterface
public interface Judge {
    /** What follows from {@code step}. */
    Verdict judge(StepHealth step);
}

package dev.firebreak.core.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Random;

final class ExactTest {
    /** One part in a billion, of whatever is small. */
    private static final Percentage CLOSE = Percentage.withPercentage(1e-7);

    private static final MathContext MANY = MathContext.DECIMAL128;

    /** Values of a sum in 50 digits, by another program. */
    @ParameterizedTest
    @CsvSource({
        "1000000, 30, 1e-5, 2.509463443050459e-7",
        "1000000, 1100, 0.001, 0.0009574669700285419",
        "1000000, 990, 0.001, 0.6283612445312038",
        "100000, 50300, 0.5, 0.02909867655509687",
        "10, 2, 0.001, 4.476062899304928e-5",
        "8500000, 3, 1e-9, 1.01703836485064e-7"
    })
    void binomialTailsOfLargeFleets(long n, long x, double p, double tail) {
        assertThat(Exact.binomialAtLeast(n, x, p)).isCloseTo(tail, CLOSE);
    }

    @ParameterizedTest
    @CsvSource({
        "10, 3, 0.0005, 0.01656661504987302",
        "1000, 5, 0.0005, 0.0006335584778436643",
        "1000000, 1100, 0.0005, 0.0009941825550795928",
        "1000000, 2, 1e-8, 1.414280940401926e-10",
        "20, 10, 0.05, 0.3019539112864935"
    })
    void lowerBoundsOfClopperAndPearson(long n, long x, double alpha, double bound) {
        assertThat(Exact.lowerBound(n, x, alpha)).isCloseTo(bound, CLOSE);
    }

    @ParameterizedTest
    @CsvSource({
        "100, 1000, 12, 5, 0.002658048804896059",
        "1000, 100000, 110, 8, 1.511686004896821e-5",
        "5000, 5000, 100, 40, 0.9828537074233741",
        "5000, 5000, 100, 85, 1.887806782831889e-13",
        "100000, 900000, 3000, 350, 0.001557718873087254"
    })
    void hypergeometricTailsOfLargeFleets(long t, long c, long marked, long x, double tail) {
        assertThat(Exact.hypergeometricAtLeast(t, c, marked, x)).isCloseTo(tail, CLOSE);
    }

    @Test
    void valuesThatOneCanDoByHand() {
        assertThat(Exact.binomialAtLeast(2, 1, 0.5)).isCloseTo(0.75, CLOSE);
        assertThat(Exact.binomialAtLeast(3, 3, 0.1)).isCloseTo(0.001, CLOSE);
        // One of one at level alpha: alpha itself. All of n: its n-th root.
        assertThat(Exact.lowerBound(1, 1, 0.0005)).isCloseTo(0.0005, CLOSE);
        assertThat(Exact.lowerBound(3, 3, 0.001)).isCloseTo(0.1, CLOSE);
        // One of n: 1 - (1 - alpha)^(1/n).
        assertThat(Exact.lowerBound(2, 1, 0.19)).isCloseTo(0.1, CLOSE);
        // All three silent are among the three exposed of thirteen: one of 286 ways.
        assertThat(Exact.hypergeometricAtLeast(3, 10, 3, 3)).isCloseTo(1 / 286.0, CLOSE);
    }

    @Test
    void theEnds() {
        assertThat(Exact.binomialAtLeast(10, 0, 0.2)).isEqualTo(1);
        assertThat(Exact.binomialAtLeast(10, 1, 0)).isZero();
        assertThat(Exact.binomialAtLeast(10, 10, 1)).isEqualTo(1);
        assertThat(Exact.binomialAtLeast(0, 0, 0.5)).isEqualTo(1);
        assertThat(Exact.lowerBound(10, 0, 0.001)).isZero();
        assertThat(Exact.hypergeometricAtLeast(5, 5, 0, 0)).isEqualTo(1);
        assertThat(Exact.hypergeometricAtLeast(5, 5, 0, 1)).isZero();
        assertThat(Exact.hypergeometricAtLeast(5, 5, 10, 5)).isEqualTo(1);
        assertThat(Exact.hypergeometricAtLeast(5, 0, 3, 3)).isEqualTo(1);
        assertThat(Exact.hypergeometricAtLeast(0, 5, 3, 0)).isEqualTo(1);
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Exact.binomialAtLeast(3, 4, 0.5));
        assertThatIllegalArgumentException().isThrownBy(() -> Exact.binomialAtLeast(3, -1, 0.5));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Exact.binomialAtLeast(3, 1, Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> Exact.lowerBound(3, 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Exact.lowerBound(3, 1, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Exact.hypergeometricAtLeast(3, 3, 7, 1));
    }

    /** Every tail up to n = 40, against sums of exact fractions. */
    @RepeatedTest(40)
    void binomialTailsAgreeWithExactSums(RepetitionInfo seed) {
        int n = seed.getCurrentRepetition();
        for (var p : new String[] {"0.001", "0.25", "0.5", "0.97"}) {
            var sum = BigDecimal.ZERO;
            for (int x = n; x >= 0; x--) {
                sum = sum.add(binomial(n, x, new BigDecimal(p)));
                assertThat(Exact.binomialAtLeast(n, x, Double.parseDouble(p)))
                        .as("n %s, x %s, p %s", n, x, p)
                        .isCloseTo(sum.doubleValue(), CLOSE);
            }
        }
    }

    @Test
    void hypergeometricTailsAgreeWithExactSums() {
        for (int t = 0; t <= 9; t++) {
            for (int c = 0; c <= 9; c++) {
                for (int marked = 0; marked <= t + c; marked++) {
                    var all = choose(t + c, marked);
                    var sum = BigInteger.ZERO;
                    for (int x = t; x >= 0; x--) {
                        sum = sum.add(choose(t, x).multiply(choose(c, marked - x)));
                        var tail = new BigDecimal(sum).divide(new BigDecimal(all), MANY);
                        assertThat(Exact.hypergeometricAtLeast(t, c, marked, x))
                                .as("%s of %s and %s, %s marked", x, t, c, marked)
                                .isCloseTo(tail.doubleValue(), CLOSE);
                    }
                }
            }
        }
    }

    /** The bound is where the tail is alpha, and a hair beyond it the tail is more. */
    @RepeatedTest(100)
    void theBoundIsWhereTheTailIsAlpha(RepetitionInfo seed) {
        var dice = new Random(seed.getCurrentRepetition());
        long n = 1L + dice.nextInt(dice.nextBoolean() ? 20 : 1_000_000);
        long x = 1 + (long) (dice.nextDouble() * dice.nextDouble() * (n - 1));
        double alpha = StrictMath.pow(10, -1 - 8 * dice.nextDouble());
        double bound = Exact.lowerBound(n, x, alpha);
        assertThat(Exact.binomialAtLeast(n, x, bound)).isCloseTo(alpha, CLOSE);
        assertThat(Exact.binomialAtLeast(n, x, bound)).isLessThanOrEqualTo(alpha);
        assertThat(bound).isLessThan((double) x / n);
    }

    private static BigDecimal binomial(int n, int x, BigDecimal p) {
        return new BigDecimal(choose(n, x))
                .multiply(p.pow(x, MANY))
                .multiply(BigDecimal.ONE.subtract(p).pow(n - x, MANY));
    }

    private static BigInteger choose(int n, int k) {
        var ways = BigInteger.ONE;
        if (k < 0 || k > n) {
            return BigInteger.ZERO;
        }
        for (int i = 0; i < k; i++) {
            ways = ways.multiply(BigInteger.valueOf(n - i)).divide(BigInteger.valueOf(i + 1));
        }
        return ways;
    }
}

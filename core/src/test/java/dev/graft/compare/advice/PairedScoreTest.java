package dev.graft.compare.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.graft.compare.summary.Interval;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PairedScoreTest {

  private static final double[] DISCORDANT = {0, 0.02, 0.05, 0.1, 0.2, 0.4};

  /** Share of the discordant images that only the first gets right. */
  private static final double[] SPLITS = {0.5, 0.75, 1};

  private static final double[] LEVELS = {0.2, 0.1, 0.05, 0.05 / 3, 0.01, 0.001};

  /** From so many on counts are no longer mainly 0, where an interval can only hold more. */
  private static final double SOME_DISCORDANT = 8;

  /** Of 20 images, whose counts are few steps. */
  private static final double HIGHEST_OF_FEW = 0.98;

  /** No draws: every outcome with its probability. */
  @ParameterizedTest
  @ValueSource(ints = {20, 40, 100, 500})
  void itHoldsTheTruthInNinetyFourToNinetySevenPercent(int images) {
    var known = new HashMap<Long, Interval>();
    for (double discordant : DISCORDANT) {
      for (double split : SPLITS) {
        double covered = 1 - missed(images, discordant, split, 0.05, known);
        assertThat(covered)
            .as("%d images, %s discordant, %s of them first's", images, discordant, split)
            .isGreaterThan(0.94)
            .isLessThan(
                images * discordant < SOME_DISCORDANT
                    ? 1.0001
                    : images < 40 ? HIGHEST_OF_FEW : 0.97);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 40, 100, 500})
  void atOtherLevelsItMissesNoMoreThanIsSaid(int images) {
    for (double level : LEVELS) {
      var known = new HashMap<Long, Interval>();
      for (double discordant : DISCORDANT) {
        for (double split : SPLITS) {
          assertThat(missed(images, discordant, split, level, known))
              .as("%d images, %s discordant, %s, %s", images, discordant, split, level)
              .isLessThan(1.25 * level);
        }
      }
    }
  }

  /** Probability of the outcomes whose interval leaves out the true difference. */
  private static double missed(
      int images, double discordant, double split, double level, Map<Long, Interval> known) {
    double p = discordant * split;
    double q = discordant - p;
    double truth = p - q;
    var either = BinomialDistribution.of(images, discordant);
    int most = (int) Math.min(images, images * discordant + 8 * Math.sqrt(images * discordant) + 8);
    double missed = 0;
    for (int differ = 0; differ <= most; differ++) {
      var ofFirst = BinomialDistribution.of(differ, split);
      for (int b = 0; b <= differ; b++) {
        double probability = either.probability(differ) * ofFirst.probability(b);
        if (probability > 1e-9) {
          int first = b;
          int second = differ - b;
          Interval interval =
              known.computeIfAbsent(
                  1000L * first + second,
                  k -> new PairedScore(first, second, images).interval(level));
          boolean held = interval.low() <= truth + 1e-9 && truth <= interval.high() + 1e-9;
          missed += held ? 0 : probability;
        }
      }
    }
    return missed;
  }

  /** Images on which seeds agree always, half of the time, and no more than by chance. */
  @ParameterizedTest
  @CsvSource({"20, 0.99", "40, 0.98", "100, 0.97", "500, 0.965"})
  void threeSeedsOfTheSameImagesAreHeldAsWell(int images, double highest) {
    var random = new SplittableRandom(images);
    for (double discordant : DISCORDANT) {
      double sum = 0;
      for (double split : SPLITS) {
        for (double same : new double[] {0, 0.5, 1}) {
          double covered = coveredByThree(random, images, discordant, split, same);
          sum += covered / SPLITS.length / 3;
          assertThat(covered)
              .as("%d images, %s discordant, %s, same %s", images, discordant, split, same)
              .isGreaterThan(0.93); // 2,000 draws: 0.94 and its chance
        }
      }
      assertThat(sum)
          .as("%d images, %s discordant", images, discordant)
          .isBetween(0.945, images * discordant < SOME_DISCORDANT ? 1.0001 : highest);
    }
  }

  private static double coveredByThree(
      SplittableRandom random, int images, double discordant, double split, double same) {
    double p = discordant * split;
    double truth = p - (discordant - p);
    int covered = 0;
    int draws = 2000;
    for (int draw = 0; draw < draws; draw++) {
      List<byte[]> seeds = List.of(new byte[images], new byte[images], new byte[images]);
      for (int i = 0; i < images; i++) {
        double shared = random.nextDouble();
        boolean fixed = random.nextDouble() < same;
        for (byte[] seed : seeds) {
          double at = fixed ? shared : random.nextDouble();
          seed[i] = (byte) (at < p ? 1 : at < discordant ? -1 : 0);
        }
      }
      Interval interval = PairedScore.of(seeds).interval(0.05);
      covered += interval.low() <= truth + 1e-9 && truth <= interval.high() + 1e-9 ? 1 : 0;
    }
    return (double) covered / draws;
  }

  @Test
  void alikeOnFortyImagesIsNotKnownToBeAlikeOnAll() {
    Interval interval = new PairedScore(0, 0, 40).interval(0.05);
    assertThat(interval.high()).isBetween(0.07, 0.09); // 3 of 40: the rule of three
    assertThat(interval.low()).isEqualTo(-interval.high());
    assertThat(new PairedScore(0, 0, 4000).interval(0.05).high()).isBetween(0.0007, 0.0009);
    assertThat(new PairedScore(0, 0, 1).interval(0.05)).isEqualTo(new Interval(-1, 1));
    assertThat(new PairedScore(0, 30, 30).interval(0.05).low()).isCloseTo(-1, within(1e-9));
  }

  /**
   * Tango's own interval of 1 and 7 of 21 is -0.517 to -0.026 (Fagerland, Lydersen and Laake, 2014,
   * on the airways of Bentur et al., 2009); the corrections move an end by two points at most.
   */
  @Test
  void itIsCloseToTangosInterval() {
    Interval interval = new PairedScore(1, 7, 21).interval(0.05);
    assertThat(interval.low()).isBetween(-0.537, -0.517);
    assertThat(interval.high()).isBetween(-0.026, -0.006);
  }

  /** The equation by another way: likelihood and moments by their definitions, and a long look. */
  @ParameterizedTest
  @CsvSource({"0, 0, 40", "5, 2, 40", "12, 2, 50", "1, 0, 30", "43, 0, 50", "2.5, 7.25, 60.5"})
  void theLowEndSolvesTheCorrectedScoreEquation(double b, double c, double n) {
    for (double level : new double[] {0.2, 0.05, 0.001}) {
      double z = Difference.normal(level);
      double d = -1;
      double step = 1e-4;
      while (statistic(d + step, b, c, n, z) > z) {
        d += step;
      }
      assertThat(new PairedScore(b, c, n).interval(level).low()).isCloseTo(d, within(1.5e-4));
    }
  }

  private static double statistic(double d, double b, double c, double n, double z) {
    double q = likeliest(d, b, c, n);
    double[] shares = {q + d, q, 1 - 2 * q - d};
    double[] values = {1 - d, -1 - d, -d};
    double variance = 0;
    double third = 0;
    for (int i = 0; i < shares.length; i++) {
      variance += shares[i] * Math.pow(values[i], 2);
      third += shares[i] * Math.pow(values[i], 3);
    }
    double error = Math.sqrt(n * variance * n / (n - 1));
    return (b - c - n * d - 0.125 - third / variance * (z * z - 1) / 6) / error;
  }

  /** The share that only the second gets right, by golden sections of the likelihood. */
  private static double likeliest(double d, double b, double c, double n) {
    double low = Math.max(0, -d);
    double high = (1 - d) / 2;
    double golden = (Math.sqrt(5) - 1) / 2;
    while (high - low > 1e-10) {
      double left = high - golden * (high - low);
      double right = low + golden * (high - low);
      if (likelihood(left, d, b, c, n) > likelihood(right, d, b, c, n)) {
        high = right;
      } else {
        low = left;
      }
    }
    return (low + high) / 2;
  }

  private static double likelihood(double q, double d, double b, double c, double n) {
    return log(b, q + d) + log(c, q) + log(n - b - c, 1 - 2 * q - d);
  }

  private static double log(double count, double share) {
    return count == 0 ? 0 : count * Math.log(share);
  }

  @Test
  void seedsThatAgreeAreOneAndSeedsThatDoNotAreMoreImages() {
    byte[] one = new byte[100];
    one[0] = 1;
    one[1] = 1;
    one[2] = -1;
    assertThat(PairedScore.of(List.of(one))).isEqualTo(new PairedScore(2, 1, 100));
    assertThat(PairedScore.of(List.of(one, one, one))).isEqualTo(new PairedScore(2, 1, 100));
    var apart = new ArrayList<byte[]>();
    for (int seed = 0; seed < 3; seed++) {
      byte[] answers = new byte[100];
      for (int i = 0; i < 9; i++) {
        answers[10 * seed + i] = (byte) (i < 6 ? 1 : -1);
      }
      apart.add(answers);
    }
    PairedScore more = PairedScore.of(apart);
    assertThat(more.images()).isBetween(250.0, 300.0);
    assertThat(more.difference()).isCloseTo(0.03, within(1e-12));
  }

  @Test
  void countsThatCannotBeAreRefused() {
    assertThatThrownBy(() -> new PairedScore(3, 4, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3.0 and 4.0 images");
  }
}

package dev.graft.app.cli.options;

import dev.graft.app.cli.values.Rate;
import dev.graft.app.cli.values.TimeSpan;
import dev.graft.app.cli.values.UsageException;
import dev.graft.compare.record.Criteria;
import java.util.OptionalDouble;
import picocli.CommandLine.Option;

/** Options about how strategies are judged. */
public final class JudgingArgs {

  @Option(
      names = "--folds",
      paramLabel = "K",
      completionCandidates = FoldsWanted.Words.class,
      description = {
        "cross-validate: deal all images to K folds and test each image once; off: one test split"
            + " (5 where a test split would have fewer than 100 images, then as many folds as fit"
            + " for strategies that train the backbone)"
      })
  private String folds;

  @Option(
      names = "--equal-within",
      paramLabel = "POINTS",
      description = "a difference whose confidence interval lies within POINTS counts as none (1)")
  private double equalWithin = 100 * Criteria.defaults().equalWithin();

  @Option(
      names = "--point-worth",
      paramLabel = "TIME",
      description = {
        "training time that a point of accuracy is worth: 30s, 10m; without it time decides only"
            + " between strategies within POINTS of each other"
      })
  private TimeSpan pointWorth;

  /** What counts as equal. */
  public Criteria criteria() {
    if (!(equalWithin >= 0 && equalWithin < 100)) {
      throw new UsageException(
          "--equal-within must be 0 to under 100 points, got " + new Rate(equalWithin));
    }
    if (pointWorth != null && pointWorth.duration().isZero()) {
      throw new UsageException("--point-worth must be more than 0s");
    }
    return UsageException.check(
        () ->
            new Criteria(
                equalWithin / 100,
                pointWorth == null
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(pointWorth.duration().toMillis() / 1000.0)));
  }

  /** How images are cross-validated, if they are. */
  public FoldsWanted folds() {
    return FoldsWanted.parse(folds);
  }
}

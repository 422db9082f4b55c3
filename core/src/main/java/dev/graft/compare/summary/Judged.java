package dev.graft.compare.summary;

import dev.graft.data.Dataset;
import dev.graft.data.source.ImageSource;
import dev.graft.train.evaluation.Metric;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Test images by the metric that strategies are ranked by: the AUC is none of images of one class.
 *
 * @param tests those of each fold, or the only ones
 */
public record Judged(Metric metric, List<ImageSource> tests) {

  /** The test images of {@code parts} that have some. */
  public static Judged of(Metric metric, List<Dataset> parts) {
    return new Judged(metric, parts.stream().flatMap(part -> part.test().stream()).toList());
  }

  private long without() {
    return tests.stream().filter(test -> !metric.isDefined(labels(test))).count();
  }

  private static IntStream labels(ImageSource test) {
    return IntStream.range(0, test.size()).map(test::label);
  }

  /**
   * Refuses a metric that would have no value, before anything is trained.
   *
   * @throws IllegalArgumentException if it has none
   */
  public void check() {
    if (!tests.isEmpty() && without() == tests.size()) {
      throw new IllegalArgumentException(
          "%s test images are of one class, so that the %s, which ranks one class against another, is not defined: take another metric (--metric balanced), fewer folds, other groups or other test images"
              .formatted(tests.size() == 1 ? "the" : "each fold's", metric.phrase()));
    }
  }

  /** That some folds have no part in the figure, if so. */
  public Optional<String> note() {
    return without() == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%d of %d folds test images of one class alone: the %s is the mean of the others",
                without(),
                tests.size(),
                metric.phrase()));
  }
}

package dev.graft.app.cli.run;

import dev.graft.app.cli.options.FoldsWanted;
import dev.graft.app.cli.options.SplitArgs;
import dev.graft.app.cli.results.Trained;
import dev.graft.app.cli.values.Nearest;
import dev.graft.app.cli.values.UsageException;
import dev.graft.backbone.Architecture;
import dev.graft.compare.Comparison;
import dev.graft.compare.record.Candidate;
import dev.graft.train.strategy.Strategy;
import dev.graft.train.strategy.TrainSettings;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * What one command asks for beside the options of {@link ExperimentArgs}.
 *
 * @param fileName of the results, without ending
 * @param models names of the folders of models among them; empty where none is kept
 * @param title of the results; the images' name is put after it
 * @param line of the command, to give it again; empty where nobody will
 * @param options of the comparison; folds are added as {@code folds} says
 * @param folds how images are cross-validated
 * @param trained is lent each run's classifier and the record that ends with the run, and told the
 *     folder of the results
 * @param resumable how it can be gone on with, if it can
 * @param watch who looks on
 */
public record ExperimentRequest(
    SplitArgs images,
    String location,
    String fileName,
    List<String> models,
    String title,
    String line,
    List<String> strategies,
    Strategy.Rates rates,
    TrainSettings settings,
    int seeds,
    Comparison.Options options,
    FoldsWanted folds,
    Trained trained,
    Optional<Resumable> resumable,
    Watch watch) {

  /**
   * The strategies of a backbone.
   *
   * @throws UsageException if one is not known or is there twice, or there are no seeds
   */
  List<Candidate> candidates(Architecture architecture) {
    if (seeds < 1) {
      throw new UsageException("--seeds must be 1 or more, got " + seeds);
    }
    List<String> known =
        Strategy.NAMES.stream()
            .flatMap(
                name ->
                    architecture.stageNames().stream().map(stage -> name.replace("STAGE", stage)))
            .distinct()
            .toList();
    List<Candidate> candidates =
        strategies.stream()
            .map(
                text ->
                    Nearest.check(
                        () -> Candidate.parse(text, architecture, rates),
                        text.split("@", 2)[0],
                        known))
            .toList();
    var labels = new HashSet<String>();
    for (Candidate candidate : candidates) {
      if (!labels.add(candidate.label())) {
        throw new UsageException(
            "each strategy may be named once, %s is there twice".formatted(candidate.label()));
      }
    }
    return candidates;
  }
}

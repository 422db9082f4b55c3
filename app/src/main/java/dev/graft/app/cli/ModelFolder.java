package dev.graft.app.cli;

import dev.graft.app.report.ModelCard;
import dev.graft.app.report.ModelJson;
import dev.graft.compare.ComparisonRecord;
import dev.graft.train.Classifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A model's place among the results of a command. */
record ModelFolder(RunFolder results, String name) {

  Path path() {
    return results.path().resolve(name);
  }

  /** Before training, whose result would be lost. */
  void check() throws OutputException {
    try {
      Classifier.checkBundle(path());
    } catch (IOException e) {
      throw results.refusal(path(), e);
    }
  }

  /** Keeps the model of the last run in {@code record}. */
  void save(ComparisonRecord record, Classifier classifier) {
    try {
      classifier.saveBundle(path(), ModelJson.facts(record), ModelCard.of(record));
    } catch (IOException e) {
      throw new UncheckedIOException(results.refusal(path(), e));
    }
  }
}

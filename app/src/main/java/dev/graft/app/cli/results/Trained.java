package dev.graft.app.cli.results;

import dev.graft.compare.record.ComparisonRecord;
import dev.graft.train.Classifier;
import dev.graft.train.record.RunRecord;
import java.io.IOException;

/** Who wants the networks. */
@FunctionalInterface
public interface Trained {

  /** Nothing was trained yet, now or by an earlier process that this one goes on from. */
  default void begin(RunFolder folder) throws IOException {}

  /** A run was finished, the last in {@code record}. */
  void accept(RunFolder folder, ComparisonRecord record, Classifier classifier);

  /** Whether the pick of a cross-validation is to be trained on all images. */
  default boolean wantsWhole() {
    return false;
  }

  /** It was; {@code run} has the cross-validated test. */
  default void whole(RunFolder folder, RunRecord run, Classifier classifier) {}

  /** All runs are done; until this ends the command can be gone on with. */
  default void finished(RunFolder folder, ComparisonRecord record) throws IOException {}

  /** Nobody will go on with the command. */
  default void end(RunFolder folder) throws IOException {}
}

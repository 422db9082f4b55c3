package dev.graft.app.watch;

import dev.graft.compare.record.Candidate;
import dev.graft.train.record.RunRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is about to be trained.
 *
 * @param title of the results
 * @param folder that they go to
 * @param resume the command that goes on with it once it was stopped, where one can
 * @param stages names of the backbone's stages, in order
 * @param seeds that every candidate runs with
 * @param watched the word for the split that is looked at after each epoch
 * @param finished runs that are not done again
 */
public record LivePlan(
    String title,
    Path folder,
    Optional<String> resume,
    List<String> stages,
    List<Candidate> candidates,
    List<Long> seeds,
    Images images,
    String watched,
    List<RunRecord> finished) {

  /** How many images an epoch, a look after it and the final test take. */
  public record Images(int train, int watched, int test) {}

  public LivePlan {
    stages = List.copyOf(stages);
    candidates = List.copyOf(candidates);
    seeds = List.copyOf(seeds);
    finished = List.copyOf(finished);
  }
}

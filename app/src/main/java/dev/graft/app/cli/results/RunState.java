package dev.graft.app.cli.results;

import dev.graft.app.cli.values.Failure;
import dev.graft.app.cli.values.OutputException;
import dev.graft.app.report.json.BegunCommand;
import dev.graft.app.report.json.ComparisonJson;
import dev.graft.app.report.json.CurveJson;
import dev.graft.compare.curve.CurveContinuation;
import dev.graft.compare.curve.CurvePoint;
import dev.graft.compare.curve.CurveRecord;
import dev.graft.compare.record.Candidate;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.record.Continuation;
import dev.graft.files.WholeFolder;
import dev.graft.torch.Precision;
import dev.graft.train.Checkpoints;
import dev.graft.train.record.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The state of a command under way: the folder {@code checkpoint} among its results, with {@code
 * command.json} from the first to the last moment, the runs that are finished, and the checkpoint
 * of the one that is not. Without {@code command.json} the rest counts for nothing.
 *
 * @param every how much work at most is lost
 */
public record RunState(RunFolder results, Duration every) {

  private static final String FOLDER = "checkpoint";
  private static final String COMMAND = "command.json";
  private static final String FINISHED = "finished.json";

  public Path folder() {
    return results.path().resolve(FOLDER);
  }

  /** Whether there is something to go on with. */
  public boolean exists() {
    return Files.exists(folder().resolve(COMMAND));
  }

  /**
   * What was begun here.
   *
   * @throws OutputException naming the file, if it cannot be read
   */
  public BegunCommand begun() throws OutputException {
    Path file = folder().resolve(COMMAND);
    try {
      return BegunCommand.parse(Files.readString(file));
    } catch (IllegalArgumentException e) {
      throw damaged(file, e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** The command is about to begin: from now on it can be gone on with. */
  public void begin(BegunCommand command) throws OutputException {
    try {
      WholeFolder.clear(folder(), RunState::isOurs); // what a kill in the midst of deleting left
      Files.createDirectories(folder());
    } catch (IOException e) {
      throw results.refusal(folder(), e);
    }
    rewrite(command);
  }

  /** What was begun is gone on with in another way. */
  public void rewrite(BegunCommand command) throws OutputException {
    new RunFolder(folder()).write(COMMAND, command.json());
  }

  /** What a comparison left when it was stopped. */
  public Continuation continuation(BegunCommand command, List<Candidate> candidates)
      throws OutputException {
    return new Continuation(
        command.started(),
        finished(candidates),
        (label, seed, fold) -> Optional.of(checkpoints(command, label, seed, fold)));
  }

  /** What a learning curve left when it was stopped. */
  public CurveContinuation continuation(BegunCommand command) throws OutputException {
    return new CurveContinuation(
        command.started(),
        finished(json -> CurveJson.parse(json).points()),
        (label, seed, fold) -> Optional.of(checkpoints(command, label, seed, fold)));
  }

  private List<RunRecord> finished(List<Candidate> candidates) throws OutputException {
    List<String> labels = candidates.stream().map(Candidate::label).toList();
    return finished(json -> ComparisonJson.runs(json, labels));
  }

  private <T> List<T> finished(Function<String, List<T>> parse) throws OutputException {
    Path file = folder().resolve(FINISHED);
    try {
      return parse.apply(Files.readString(file));
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IllegalArgumentException e) {
      throw damaged(file, e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private Checkpoints checkpoints(BegunCommand command, String label, long seed, int fold) {
    var checkpoints = new Checkpoints(checkpoint(label, seed, fold), every);
    return command
        .begunIn()
        .map(before -> checkpoints.goingOnFrom(Precision.named(before)))
        .orElse(checkpoints);
  }

  private Path checkpoint(String label, long seed, int fold) {
    String name = label.replaceAll("[^A-Za-z0-9._@-]+", "_");
    String part = fold == 0 ? "" : "-fold" + fold;
    return folder().resolve("%s%s-seed%d.safetensors".formatted(name, part, seed));
  }

  /** The last of these runs was finished and its results are written. */
  public void keep(ComparisonRecord soFar) throws OutputException {
    RunRecord last = soFar.runs().get(soFar.runs().size() - 1);
    keep(ComparisonJson.of(soFar), checkpoint(last.label(), last.seed(), last.fold()));
  }

  /** The last of these trainings was finished and its results are written. */
  public void keep(CurveRecord soFar, String json) throws OutputException {
    CurvePoint last = soFar.points().get(soFar.points().size() - 1);
    keep(json, checkpoint(last.label() + "-" + last.size(), last.seed(), 0));
  }

  private void keep(String finished, Path checkpoint) throws OutputException {
    new RunFolder(folder()).write(FINISHED, finished);
    try {
      Files.deleteIfExists(checkpoint);
    } catch (IOException e) {
      throw results.refusal(checkpoint, e);
    }
  }

  /** All results are safe, or there is nothing to gain from going on. */
  public void delete() throws OutputException {
    try {
      Files.deleteIfExists(folder().resolve(COMMAND));
      WholeFolder.clear(folder(), RunState::isOurs);
    } catch (IOException e) {
      throw results.refusal(folder(), e);
    }
  }

  private static boolean isOurs(String name) {
    return name.matches(
        "((command|finished)\\.json|.*-seed-?[0-9]+(\\.scores)?\\.safetensors)(\\.[0-9a-f-]+\\.part)?");
  }

  private static OutputException unreadable(Path file, IOException cause) {
    return new OutputException(
        "%s cannot be read: %s".formatted(file, Failure.reason(cause)), cause);
  }

  private OutputException damaged(Path file, Exception cause) {
    return new OutputException(
        "%s cannot be resumed (%s); delete %s to start again"
            .formatted(file, cause.getMessage(), folder()),
        cause);
  }
}

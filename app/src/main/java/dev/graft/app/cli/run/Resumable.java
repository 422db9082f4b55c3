package dev.graft.app.cli.run;

import dev.graft.app.cli.results.RunFolder;
import dev.graft.app.cli.results.RunState;
import dev.graft.app.cli.values.OutputException;
import dev.graft.app.cli.values.UsageException;
import dev.graft.app.report.json.BegunCommand;
import dev.graft.compare.record.Candidate;
import dev.graft.compare.record.Environment;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A command that can be gone on with when it was stopped.
 *
 * @param arguments as they were given, without the name
 * @param begun what an earlier process left, when this one goes on with it
 */
public record Resumable(
    ResumeArgs args, String name, List<String> arguments, Optional<BegunCommand> begun) {

  /** Refuses to begin where something was begun and not ended. */
  void check(RunFolder folder) {
    RunState state = args.state(folder);
    if (begun.isEmpty() && state.exists()) {
      throw new UsageException(
          ("%s is the state of a command that was stopped: resume it with ./graft %s --resume %s,"
                  + " or start again with --overwrite")
              .formatted(state.folder(), name, BegunCommand.word(folder.path().toString())));
    }
  }

  /**
   * Everything is known that the results depend on: notes it down, or compares it with what was
   * noted when the command was begun.
   */
  public Experiment.Kept kept(RunFolder folder, Experiment.Plan plan) throws OutputException {
    RunState state = args.state(folder);
    folder.sweep();
    if (begun.isPresent()) {
      if (!state.exists()) {
        throw new UsageException(
            ("--resume %s: another process has finished that command" + " meanwhile")
                .formatted(folder.path()));
      }
      checkSame(folder, begun.get(), plan);
      if (!state.begun().equals(begun.get())) {
        state.rewrite(begun.get());
      }
      return new Experiment.Kept(state, begun.get());
    }
    var command =
        new BegunCommand(
            name,
            arguments,
            Path.of("").toAbsolutePath().toString(),
            Environment.version(),
            plan.settings().resources().precision().id(),
            Optional.empty(),
            plan.settings().resources().compute().threads(),
            plan.data().fingerprint(),
            plan.weightsSha256(),
            Instant.now());
    state.begin(command);
    return new Experiment.Kept(state, command);
  }

  private void checkSame(RunFolder folder, BegunCommand then, Experiment.Plan plan) {
    refuse(
        folder,
        "images of " + plan.data().location(),
        then.fingerprint(),
        plan.data().fingerprint());
    refuse(
        folder,
        "weights of "
            + String.join(
                ", ",
                plan.entrants().isEmpty()
                    ? List.of(plan.backbone().architecture().id())
                    : plan.candidates().stream().map(Candidate::label).toList()),
        then.weightsSha256(),
        plan.weightsSha256());
  }

  private void refuse(RunFolder folder, String what, String then, String now) {
    if (!then.equals(now)) {
      throw new UsageException(
          ("--resume %s: the %s are not those it was started with (%.12s then, %.12s now): put"
                  + " them back, or start again in another folder")
              .formatted(folder.path(), what, then, now));
    }
  }
}

package dev.graft.app.cli.run;

import dev.graft.app.cli.options.MachineArgs;
import dev.graft.app.cli.values.UsageException;
import dev.graft.torch.Precision;
import dev.graft.torch.tensors.ProcessorSupport;
import dev.graft.train.Checkpoints;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What a pretraining keeps beside its weights until it ends. */
public record PretrainState(Path file) {

  private static final int CHECKPOINT_MINUTES = 5;

  public boolean exists() {
    return Files.exists(file);
  }

  /** Refuses to begin over what was begun, and to go on with what is not there or cannot be. */
  public void check(boolean resume, MachineArgs machine) {
    if (exists() && !resume) {
      throw new UsageException(
          "%s is there, the state of a pretraining that was stopped: resume it with --resume, or delete it"
              .formatted(file));
    }
    if (resume && !exists()) {
      throw new UsageException("--resume: there is no %s to resume from".formatted(file));
    }
    if (lost().isPresent() && !machine.asksForFloat32()) {
      throw new UsageException(ResumeArgs.cannotGoOn(file, lost().get()));
    }
  }

  /** Where a training keeps its state, and what it goes on from. */
  public Checkpoints checkpoints() {
    return lost().map(plain()::goingOnFrom).orElse(plain());
  }

  /** The precision in which it was begun, where this processor lacks it. */
  public Optional<Precision> lost() {
    return plain().begunIn().filter(precision -> ProcessorSupport.lacks(precision).isPresent());
  }

  private Checkpoints plain() {
    return new Checkpoints(file, Duration.ofMinutes(CHECKPOINT_MINUTES));
  }
}

package dev.graft.app.cli.options;

import dev.graft.app.cli.terminal.Console;
import dev.graft.app.report.json.ModelJson;
import dev.graft.torch.Precision;
import dev.graft.torch.tensors.ProcessorSupport;
import dev.graft.train.ModelPlace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Trained models where the precision asked for, or that of their training, cannot be had. */
public final class ModelPrecision {

  private ModelPrecision() {}

  /**
   * Whether this processor lacks what is asked for, or what one of {@code models} was trained in;
   * says so, once.
   *
   * @param models files, folders of models or of results
   * @param asked whether bfloat16 is asked for
   */
  public static boolean isMissing(List<Path> models, boolean asked, Console console)
      throws IOException {
    var trained = new ArrayList<String>();
    for (Path model : models) {
      if (ModelJson.precision(ModelPlace.of(model)).equals(Optional.of(Precision.BFLOAT16))) {
        trained.add(model.toString());
      }
    }
    if (!asked && trained.isEmpty()) {
      return false; // and libtorch need not be asked
    }
    Optional<String> reason = ProcessorSupport.lacks(Precision.BFLOAT16);
    if (reason.isEmpty()) {
      return false;
    }
    String what =
        asked
            ? MachineArgs.PRECISION + " bfloat16"
            : String.join(", ", trained) + ", trained in bfloat16";
    console.tell(
        "graft: %s: %s; it is computed in float32, whose last digits differ", what, reason.get());
    return true;
  }
}

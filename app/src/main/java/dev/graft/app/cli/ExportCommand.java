package dev.graft.app.cli;

import dev.graft.app.cli.options.Known;
import dev.graft.app.cli.options.ModelPrecision;
import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.values.Choice;
import dev.graft.app.cli.values.UsageException;
import dev.graft.app.report.json.SettingsText;
import dev.graft.data.format.ImageDecoder;
import dev.graft.data.image.Image;
import dev.graft.data.store.ImageFiles;
import dev.graft.export.OnnxCheck;
import dev.graft.export.OnnxFile;
import dev.graft.export.OnnxForm;
import dev.graft.torch.files.TorchZipWriter;
import dev.graft.train.Classifier;
import dev.graft.train.ModelPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A trained model for other programs. */
@Command(
    name = "export",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Writes a trained model as a file that other programs read.",
      "What is in an ONNX file is compared with Graft's own predictions by ONNX Runtime before it gets its name."
    })
final class ExportCommand implements Callable<Integer> {

  /** Images of noise that every ONNX file is looked at with. */
  private static final int NOISE = 16;

  /** Forms of the file. */
  private enum Format {
    ONNX(".onnx"),
    SAFETENSORS(".safetensors"),
    PTH(".pth");

    private final String ending;

    Format(String ending) {
      this.ending = ending;
    }
  }

  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description =
          "folder of results of \"graft train\" or \"graft compare\", a model's own folder, or a"
              + " .safetensors file")
  private Path model;

  @Option(
      names = "--format",
      paramLabel = "FORM",
      completionCandidates = Forms.class,
      description = "onnx, safetensors, or pth: PyTorch's state_dict (${DEFAULT-VALUE})")
  private String format = SettingsText.word(Format.ONNX);

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "file to write (beside MODEL, under its name with the form's ending)")
  private Path out;

  @Option(
      names = "--input",
      paramLabel = "IMAGES",
      completionCandidates = Inputs.class,
      description = {
        "normalised: float32 [N,3,S,S] to logits; pixels: uint8 [N,S,S,3] to probabilities, with"
            + " normalising and softmax inside (${DEFAULT-VALUE})"
      })
  private String input = SettingsText.word(OnnxForm.Images.NORMALISED);

  @Option(names = "--fold", description = "fold batch normalisation into the convolutions")
  private boolean folded;

  @Option(
      names = "--images",
      paramLabel = "IMAGE",
      description = "files or folders to compare on, beside images of noise")
  private List<Path> images = List.of();

  @Option(
      names = "--verify",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "compare with Graft before the file is kept (the default)")
  private boolean verified;

  /** The words of {@code --format}. */
  static final class Forms extends Known {
    Forms() {
      super(Format.values());
    }
  }

  /** The words of {@code --input}. */
  static final class Inputs extends Known {
    Inputs() {
      super(OnnxForm.Images.values());
    }
  }

  ExportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Format form = Choice.of("--format", format, Format.values());
    var onnx = new OnnxForm(Choice.of("--input", input, OnnxForm.Images.values()), folded);
    if (form != Format.ONNX && (folded || !images.isEmpty())) {
      throw new UsageException("--fold and --images go with --format onnx");
    }
    model = ModelPlace.of(model);
    Path file = target(form);
    try (Classifier classifier = Classifier.load(model)) {
      ModelPrecision.isMissing(List.of(model), false, console);
      switch (form) {
        case ONNX -> onnx(file, classifier, onnx);
        case SAFETENSORS -> classifier.save(file);
        case PTH -> TorchZipWriter.write(file, classifier.stored());
      }
    }
    console.say("Written: %s (%,.1f MB)", file, Files.size(file) / 1e6);
    return 0;
  }

  private Path target(Format form) {
    if (out != null) {
      Path folder = out.toAbsolutePath().normalize().getParent();
      if (Files.isDirectory(model) && model.toAbsolutePath().normalize().equals(folder)) {
        throw new UsageException(
            "--out %s lies in the model's own folder, whose files are checked: name another"
                .formatted(out));
      }
      return out;
    }
    if (form == Format.SAFETENSORS) {
      throw new UsageException(
          "MODEL is in that form already: name a file for the copy with --out");
    }
    Path named = model.toAbsolutePath().normalize();
    String name = named.getFileName().toString();
    int dot = Files.isDirectory(model) ? -1 : name.lastIndexOf('.');
    Path file = named.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + form.ending);
    return model.isAbsolute() ? file : Path.of("").toAbsolutePath().relativize(file);
  }

  private void onnx(Path file, Classifier classifier, OnnxForm form) throws IOException {
    if (!verified) {
      OnnxFile.write(file, classifier, form);
      return;
    }
    OnnxFile.write(
        file,
        classifier,
        form,
        written -> {
          try (Stream<Image> shown = shown(classifier)) {
            OnnxCheck.Result result =
                OnnxCheck.compare(written, classifier, form, shown.iterator());
            console.say(
                "ONNX Runtime on %,d images: probabilities within %s, %,d with another class",
                result.images(),
                String.format(Locale.ROOT, "%.1e", result.largest()),
                result.otherClass());
          }
        });
  }

  @SuppressWarnings("StreamResourceLeak") // closing what is returned closes it
  private Stream<Image> shown(Classifier classifier) {
    Stream<Image> own =
        ImageFiles.at(images.iterator()).stream()
            .map(path -> ImageDecoder.decode(path, classifier.preprocessing().detail()));
    return Stream.concat(OnnxCheck.noise(classifier, NOISE).stream(), own);
  }
}

package dev.graft.app.cli.options;

import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.terminal.DownloadProgress;
import dev.graft.app.cli.values.Choice;
import dev.graft.app.cli.values.Nearest;
import dev.graft.app.cli.values.UsageException;
import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.backbone.TaggedName;
import dev.graft.backbone.WeightLocator;
import dev.graft.backbone.WeightOrigin;
import dev.graft.data.image.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options about the backbone, its weights and what it is shown. */
public final class BackboneArgs {

  @Option(
      names = "--backbone",
      paramLabel = "NAME[.TAG]",
      completionCandidates = Known.Backbones.class,
      description =
          "with .TAG its weights of that name, as on timm's hub; NAME is one of those \"graft models\" lists (resnet18; for demo: resnet18_slim); or onnx:FILE[#NODE], any ONNX file, frozen")
  private String backbone;

  @Option(
      names = "--weights",
      paramLabel = "WEIGHTS",
      description = {
        "a .safetensors or .pth file (FILE#PREFIX for a part of it), a folder with config.json and"
            + " model.safetensors, hf:OWNER/NAME, or a tag such as imagenet1k_v2; otherwise"
            + " published weights from a cache on this machine or downloaded"
      })
  private String weights;

  @Option(
      names = "--fit",
      paramLabel = "HOW",
      completionCandidates = Fits.class,
      description = "squash, centre-crop or border; the weights say by default")
  private String fit;

  @Option(
      names = "--input-size",
      paramLabel = "PIXELS",
      description = "side of the square that the backbone sees; the weights say by default")
  private Integer inputSize;

  @Option(
      names = "--resize",
      paramLabel = "PIXELS",
      description =
          "side before the crop: the shorter one, of border the longer; the weights say by default")
  private Integer resize;

  @Option(
      names = "--test-size",
      description = "the size and crop that config.json states for tests of the weights")
  private boolean testSize;

  private static final String GRAPHS = "onnx:";

  private Backbone graph; // null unless an ONNX file was asked for and read

  private Architecture preset = Architecture.usual();
  private Preprocessing.Fit presetFit;

  /** The words of {@code --fit}. */
  static final class Fits extends Known {
    Fits() {
      super(Preprocessing.Fit.values());
    }
  }

  /** What is taken where the user names no backbone. */
  public void preset(Architecture other) {
    preset = other;
  }

  /** How images are fitted where the user does not say. */
  public void preset(Preprocessing.Fit other) {
    presetFit = other;
  }

  /**
   * What is asked for; an ONNX file is read for that, and kept until it is loaded.
   *
   * @throws dev.graft.torch.WeightFileException if that is none that Graft can use
   */
  public Architecture architecture() throws IOException {
    if (backbone == null) {
      return preset;
    }
    return isGraph(backbone) ? graph().architecture() : tagged(backbone).architecture();
  }

  /** Whether a backbone is named by its file. */
  public static boolean isGraph(String name) {
    return name.startsWith(GRAPHS);
  }

  private Backbone graph() throws IOException {
    if (weights != null || testSize) {
      throw new UsageException(
          "--backbone %s has its weights and one size: leave --weights and --test-size out"
              .formatted(backbone));
    }
    if (graph == null) {
      GraphName named = GraphName.parse(backbone);
      try {
        graph = Backbone.onnx(named.file(), named.node());
      } catch (IllegalArgumentException e) {
        throw new UsageException(e.getMessage());
      }
    }
    return graph;
  }

  /**
   * A file and what of it is taken.
   *
   * @param node name of a node or value; empty for the output
   */
  public record GraphName(Path file, Optional<String> node) {

    /**
     * Reads {@code onnx:FILE} or {@code onnx:FILE#NODE}; either may have a # in it.
     *
     * @throws UsageException if there is no such file
     */
    public static GraphName parse(String name) {
      String text = name.substring(GRAPHS.length());
      for (int end = text.length(); end > 0; end = text.lastIndexOf('#', end - 1)) {
        Path file = Path.of(text.substring(0, end));
        if (Files.isRegularFile(file)) {
          return new GraphName(
              file,
              Optional.of(text.substring(end))
                  .filter(n -> n.length() > 1)
                  .map(n -> n.substring(1)));
        }
      }
      throw new UsageException(
          "--backbone %s: there is no such file; write onnx:FILE or onnx:FILE#NODE"
              .formatted(name));
    }
  }

  private static TaggedName tagged(String name) {
    List<String> known = Architecture.known().stream().map(Architecture::id).toList();
    return Nearest.check(() -> TaggedName.parse(name), name, known);
  }

  /** The weights that were asked for, by either option. */
  private Optional<String> request() {
    Optional<String> ofTag = Optional.ofNullable(backbone).flatMap(name -> tagged(name).weights());
    if (ofTag.isPresent() && weights != null) {
      throw new UsageException(
          "--backbone %s names weights already; leave its tag or --weights out"
              .formatted(backbone));
    }
    return ofTag.or(() -> Optional.ofNullable(weights));
  }

  /** The backbone of that name; where there is none, a nearby one is named. */
  public static Architecture named(String name) {
    List<String> known = Architecture.known().stream().map(Architecture::id).toList();
    return Nearest.check(() -> Architecture.named(name), name, known);
  }

  /** Finds, fetches if need be, and reads the weights; the caller closes the backbone. */
  public Backbone load(boolean offline, Console console) throws IOException {
    Architecture architecture = architecture();
    Backbone loaded =
        graph == null
            ? Backbone.load(architecture, locate(architecture, offline, console), testSize)
            : graph;
    graph = null; // the caller's from now on
    loaded.notes().forEach(note -> console.tell("graft: %s: %s", architecture, note));
    try {
      Preprocessing usual = architecture.preprocessing();
      return UsageException.check(
          () -> loaded.withPreprocessing(adjust(loaded.preprocessing(), usual)));
    } catch (RuntimeException e) {
      loaded.close();
      throw e;
    }
  }

  private WeightOrigin locate(Architecture architecture, boolean offline, Console console)
      throws IOException {
    try (var progress = DownloadProgress.announced(console)) {
      WeightLocator locator = WeightLocator.create(console.environment(), offline, progress);
      return locator.locate(architecture, request());
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private Preprocessing adjust(Preprocessing own, Preprocessing usual) {
    Preprocessing.Fit shape =
        fit != null
            ? Choice.of("--fit", fit, Preprocessing.Fit.values())
            : presetFit != null ? presetFit : own.fit();
    int size = inputSize == null ? own.inputSize() : inputSize;
    if (shape == Preprocessing.Fit.SQUASH && resize != null) {
      throw new UsageException("--resize goes with --fit centre-crop; squashing has no crop");
    }
    Preprocessing fitted = own.fit() == shape ? own : fitted(shape, own, usual);
    Preprocessing sized = fitted.withInputSize(size);
    return resize == null ? sized : sized.withResize(resize);
  }

  /** Weights that are cut otherwise have no share of their own: ImageNet's, or all of an image. */
  private static Preprocessing fitted(
      Preprocessing.Fit shape, Preprocessing own, Preprocessing usual) {
    if (shape == Preprocessing.Fit.CENTRE_CROP) {
      return usual.withInterpolation(own.interpolation()).withNormalisation(own.mean(), own.std());
    }
    int side = own.inputSize();
    return new Preprocessing(shape, side, side, own.interpolation(), own.mean(), own.std());
  }
}

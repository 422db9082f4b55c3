package dev.graft.app.cli.options;

import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.terminal.DownloadProgress;
import dev.graft.app.cli.values.Choice;
import dev.graft.app.cli.values.Nearest;
import dev.graft.app.cli.values.UsageException;
import dev.graft.app.report.text.SmallerInput;
import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.backbone.MissingWeightsException;
import dev.graft.backbone.TaggedName;
import dev.graft.backbone.WeightLocator;
import dev.graft.backbone.WeightOrigin;
import dev.graft.backbone.fetch.Download;
import dev.graft.compare.Entrant;
import dev.graft.data.DataReport;
import dev.graft.data.image.Preprocessing;
import dev.graft.torch.compute.Compute;
import java.io.IOException;
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
          "with .TAG its weights of that name, as on timm's hub; NAME is one of those \"graft models\" lists (resnet18; for demo: resnet18_slim)")
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
          "side before the crop: the shorter one, of border the longer, of squash both; the weights say by default")
  private Integer resize;

  @Option(
      names = "--test-size",
      description = "the size and crop that config.json states for tests of the weights")
  private boolean testSize;

  private Backbone graph; // null unless an ONNX file was asked for and read

  private Optional<Race> race = Optional.empty();
  private Architecture preset; // null: the usual one
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

  /** Several are compared, as {@code --backbones} names them. */
  public void race(String backbones, boolean offline, Console console)
      throws MissingWeightsException {
    if (backbone != null || weights != null) {
      throw new UsageException(
          "--backbones names all backbones, one with weights of your own as NAME=FILE: leave %s out"
              .formatted(backbone != null ? "--backbone" : "--weights"));
    }
    WeightLocator locator = locator(offline, console, (received, total) -> {});
    Race named = Race.of(backbones, locator);
    named.check(locator);
    race = Optional.of(named);
  }

  /** Options that take of several backbones the one of that label. */
  public List<String> options(String label) {
    return race.orElseThrow().options(label);
  }

  /**
   * What is asked for, of several the first that is named; an ONNX file is read for that, and kept
   * until it is loaded.
   *
   * @throws dev.graft.torch.WeightFileException if that is none that Graft can use
   */
  public Architecture architecture() throws IOException {
    if (race.isPresent()) {
      return race.get().first();
    } else if (backbone != null) {
      return isGraph(backbone) ? graph().architecture() : tagged(backbone).architecture();
    }
    return preset == null ? Architecture.usual() : preset;
  }

  /** {@code usual} strategies, but for a backbone that does not learn those on its features. */
  public String strategies(String usual, Console console) throws IOException {
    Architecture architecture = architecture();
    if (architecture.learns()) {
      return usual;
    }
    console.tell(
        "graft: %s is frozen: feature-extract and probe, which learn on its features, are compared",
        architecture);
    return "feature-extract,probe";
  }

  /** Whether a backbone is named by its file. */
  public static boolean isGraph(String name) {
    return name.startsWith(GraphName.PREFIX);
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

  /** A backbone as users name it; where there is none, a nearby one is named. */
  static TaggedName tagged(String name) {
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
    return graph == null
        ? read(architecture, locate(architecture, request(), offline, console))
        : adjusted(console);
  }

  private Backbone adjusted(Console console) {
    Backbone loaded = graph;
    graph = null; // the caller's from now on
    loaded.notes().forEach(note -> console.tell("graft: %s: %s", loaded.architecture(), note));
    try {
      Preprocessing usual = loaded.architecture().preprocessing();
      return UsageException.check(
          () -> loaded.withPreprocessing(adjust(loaded.preprocessing(), usual)));
    } catch (RuntimeException e) {
      loaded.close();
      throw e;
    }
  }

  /** Says where a smaller input would be several times faster, unless the user chose one. */
  public void smallerInput(DataReport scan, Backbone loaded, Console console) {
    if (inputSize == null && race.isEmpty() && loaded.architecture().learns()) {
      SmallerInput.of(scan, loaded.architecture(), loaded.preprocessing().inputSize())
          .ifPresent(smaller -> console.tell("graft: note: %s", smaller.sentence()));
    }
  }

  /**
   * The backbones that are compared, cheapest first, none where there is one: all are found,
   * fetched if need be, and read once.
   */
  public List<Entrant> entrants(boolean offline, Compute compute, Console console)
      throws IOException {
    if (race.isEmpty()) {
      return List.of();
    }
    return race.get()
        .entrants(
            (architecture, wanted) -> locate(architecture, wanted, offline, console),
            this::read,
            compute,
            console);
  }

  private Backbone read(Architecture architecture, WeightOrigin origin) throws IOException {
    try {
      return Backbone.load(
          architecture, origin, testSize, own -> adjust(own, architecture.preprocessing()));
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private static WeightOrigin locate(
      Architecture architecture, Optional<String> wanted, boolean offline, Console console)
      throws IOException {
    try (var progress = DownloadProgress.announced(console)) {
      return locator(offline, console, progress).locate(architecture, wanted);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private static WeightLocator locator(
      boolean offline, Console console, Download.Progress progress) {
    return WeightLocator.create(console.environment(), offline, progress);
  }

  private Preprocessing adjust(Preprocessing own, Preprocessing usual) {
    Preprocessing.Fit shape =
        fit != null
            ? Choice.of("--fit", fit, Preprocessing.Fit.values())
            : presetFit != null ? presetFit : own.fit();
    int size = inputSize == null ? own.inputSize() : inputSize;
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

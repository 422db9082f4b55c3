package dev.graft.app.cli.options;

import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.values.ByteSize;
import dev.graft.app.cli.values.Choice;
import dev.graft.app.cli.values.UsageException;
import dev.graft.app.report.json.SettingsText;
import dev.graft.backbone.Architecture;
import dev.graft.data.loading.Decoding;
import dev.graft.torch.MeasuredSpeed;
import dev.graft.torch.Precision;
import dev.graft.torch.compute.Compute;
import dev.graft.torch.tensors.Native;
import dev.graft.torch.tensors.ProcessorSupport;
import dev.graft.train.cache.Resources;
import dev.graft.train.strategy.TrainSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options about the machine's arithmetic, threads and memory. */
public final class MachineArgs {

  public static final String PRECISION = "--precision";

  private static final Resources DEFAULTS = Resources.defaults();

  @Option(
      names = PRECISION,
      paramLabel = "FORMAT",
      completionCandidates = Formats.class,
      description = {
        "the network computes in bfloat16 or float32; auto: in the faster of the two, by a"
            + " measurement of a second that is stored for this machine (${DEFAULT-VALUE})"
      })
  private String precision = SettingsText.word(Wanted.AUTO);

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "threads of the network; by default one per core, unless fewer are faster")
  private Integer threads;

  @Option(
      names = "--loader-threads",
      paramLabel = "N",
      description = "threads that decode images beside it (${DEFAULT-VALUE})")
  private int loaderThreads = DEFAULTS.loaderThreads();

  @Option(
      names = "--cache-limit",
      paramLabel = "SIZE",
      description = "memory for cached features of frozen stages (${DEFAULT-VALUE})")
  private ByteSize cacheLimit = new ByteSize(DEFAULTS.cacheBytes());

  @Option(
      names = "--decode",
      paramLabel = "HOW",
      completionCandidates = Decodings.class,
      description =
          "reduced: JPEGs no larger than is needed; full: every pixel, as torchvision does"
              + " (${DEFAULT-VALUE})")
  private String decode = SettingsText.word(DEFAULTS.decoding());

  /** The precisions by the words users write. */
  private enum Wanted {
    AUTO,
    BFLOAT16,
    FLOAT32
  }

  /** The words of {@code --precision}. */
  static final class Formats extends Known {
    Formats() {
      super(Wanted.values());
    }
  }

  /** The words of {@code --decode}. */
  static final class Decodings extends Known {
    Decodings() {
      super(Decoding.values());
    }
  }

  /**
   * Settings that fit this machine.
   *
   * @param probe what was measured to find them, unless the user chose
   */
  public record Fitted(TrainSettings settings, Optional<MeasuredSpeed> probe) {}

  /** What is known before anything is measured. */
  public Resources resources() {
    return DEFAULTS
        .withLoaderThreads(loaderThreads)
        .withCacheBytes(cacheLimit.bytes())
        .withDecoding(Choice.of("--decode", decode, Decoding.values()));
  }

  /** The same settings with this machine's threads and memory. */
  public TrainSettings applyTo(TrainSettings settings) {
    return UsageException.check(() -> settings.withResources(resources()));
  }

  /** Refuses what cannot be, before anything is loaded. */
  public void check() {
    wanted();
    if (threads != null && (threads < 1 || threads > Compute.MAX_THREADS)) {
      throw new UsageException(
          "--threads must be 1 to %d, got %d".formatted(Compute.MAX_THREADS, threads));
    }
  }

  /**
   * The same for what computes with a backbone or trains it: a precision that this processor lacks
   * is refused.
   */
  public void checkToTrain() {
    check();
    if (wanted() == Wanted.BFLOAT16) {
      ProcessorSupport.lacks(Precision.BFLOAT16)
          .ifPresent(
              reason -> {
                throw new UsageException(
                    "--precision bfloat16: %s; use --precision float32, or auto".formatted(reason));
              });
    }
  }

  /** A backbone that does not learn is run as it is, in float32: another precision is refused. */
  public void checkFor(Architecture architecture) {
    if (architecture.learns()) {
      return;
    }
    if (wanted() == Wanted.BFLOAT16) {
      throw new UsageException(
          "--precision bfloat16: ONNX Runtime computes %s in float32; leave it out"
              .formatted(architecture));
    }
    precision = SettingsText.word(Wanted.FLOAT32);
  }

  /** Whether the user asked for float32 in so many words. */
  public boolean asksForFloat32() {
    return wanted() == Wanted.FLOAT32;
  }

  /** What was chosen when a command was begun: measuring anew might choose otherwise. */
  public void pin(String precisionThen, int threadsThen) {
    precision = precisionThen;
    threads = threadsThen;
  }

  /** Begins to load libtorch, which takes most of a second, while images are listed. */
  public static void loadAhead() {
    // A failure shows again, with its reason, where libtorch is first needed.
    var loading = new Thread(MachineArgs::tryLoad, "load libtorch");
    loading.setDaemon(true);
    loading.start();
  }

  private static void tryLoad() {
    try {
      Native.load();
    } catch (LinkageError e) {
      return;
    }
  }

  private Wanted wanted() {
    return Choice.of(PRECISION, precision, Wanted.values());
  }

  /** Loads libtorch and completes the settings with threads and a precision. */
  public Fitted fit(TrainSettings settings, Console console) {
    Native.load();
    Wanted wanted = wanted();
    if (wanted != Wanted.AUTO) {
      Precision chosen = wanted == Wanted.BFLOAT16 ? Precision.BFLOAT16 : Precision.FLOAT32;
      return new Fitted(with(settings, compute().withPrecision(chosen)), Optional.empty());
    }
    MeasuredSpeed fastest = FastestSetting.of(Optional.ofNullable(threads), console).find(console);
    return new Fitted(with(settings, Compute.of(fastest)), Optional.of(fastest));
  }

  /**
   * The same for trained models: what this processor does not compute in is computed in float32,
   * which is said once.
   */
  public Fitted fit(TrainSettings settings, List<Path> models, Console console) throws IOException {
    boolean asked = wanted() == Wanted.BFLOAT16;
    boolean missing =
        wanted() != Wanted.FLOAT32 && ModelPrecision.isMissing(models, asked, console);
    if (asked && missing) {
      precision = SettingsText.word(Wanted.FLOAT32);
    }
    return fit(settings, console);
  }

  private Compute compute() {
    return threads == null ? Compute.standard() : Compute.of(threads, Precision.FLOAT32);
  }

  private static TrainSettings with(TrainSettings settings, Compute compute) {
    return settings.withResources(settings.resources().withCompute(compute));
  }
}

package dev.graft.app.cli;

import dev.graft.app.report.SettingsText;
import dev.graft.data.Decoding;
import dev.graft.torch.Native;
import dev.graft.train.Resources;
import dev.graft.train.TrainSettings;
import picocli.CommandLine.Option;

/** Options about the machine's threads and memory. */
final class MachineArgs {

  private static final Resources DEFAULTS = Resources.defaults();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "threads of the network; libtorch chooses by default")
  private Integer threads;

  @Option(
      names = "--loader-threads",
      paramLabel = "N",
      description = "threads that decode images beside it (${DEFAULT-VALUE})")
  private int loaderThreads = DEFAULTS.loaderThreads();

  @Option(
      names = "--cache-limit",
      paramLabel = "SIZE",
      description = "memory for what frozen stages computed (${DEFAULT-VALUE})")
  private ByteSize cacheLimit = new ByteSize(DEFAULTS.cacheBytes());

  @Option(
      names = "--decode",
      paramLabel = "HOW",
      description =
          "reduced: JPEGs no larger than is needed; full: every pixel, as torchvision does"
              + " (${DEFAULT-VALUE})")
  private String decode = SettingsText.word(DEFAULTS.decoding());

  Resources resources() {
    return DEFAULTS
        .withLoaderThreads(loaderThreads)
        .withCacheBytes(cacheLimit.bytes())
        .withDecoding(Choice.of("--decode", decode, Decoding.values()));
  }

  /** The same settings with this machine's threads and memory. */
  TrainSettings applyTo(TrainSettings settings) {
    return UsageException.check(() -> settings.withResources(resources()));
  }

  /** Refuses what cannot be, before anything is loaded. */
  void check() {
    if (threads != null && (threads < 1 || threads > Native.MAX_THREADS)) {
      throw new UsageException(
          "--threads must be 1 to %d, got %d".formatted(Native.MAX_THREADS, threads));
    }
  }

  /** Loads libtorch and sets its threads. */
  void apply() {
    Native.load();
    if (threads != null) {
      Native.setThreads(threads);
    }
  }
}

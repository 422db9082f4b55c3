package dev.graft.app.cli;

import dev.graft.backbone.Download;
import dev.graft.backbone.WeightLocator;
import dev.graft.data.DataException;
import dev.graft.data.DataOptions;
import dev.graft.data.Dataset;
import dev.graft.data.ValidateOn;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options about images and splits. */
final class DataArgs {

  private static final DataOptions DEFAULTS = DataOptions.defaults();

  @Option(names = "--train-limit", paramLabel = "N", description = "use N training images")
  private Integer trainLimit;

  @Option(names = "--test-limit", paramLabel = "N", description = "use N test images")
  private Integer testLimit;

  @Option(
      names = "--test-fraction",
      paramLabel = "SHARE",
      description = "held out where DATA has no test split (${DEFAULT-VALUE})")
  private double testFraction = DEFAULTS.testFraction();

  @Option(
      names = "--validation-fraction",
      paramLabel = "SHARE",
      description = "of the training images, where DATA has no validation split (${DEFAULT-VALUE})")
  private double validationFraction = DEFAULTS.validationFraction();

  @Option(
      names = "--validate-on",
      paramLabel = "SPLIT",
      description = "split looked at after each epoch: validation or test (${DEFAULT-VALUE})")
  private String validateOn = word(DEFAULTS.validateOn());

  @Option(names = "--skip-unreadable", description = "go on without images that cannot be read")
  private boolean skipUnreadable;

  boolean skipsUnreadable() {
    return skipUnreadable;
  }

  ValidateOn validateOn() {
    return Choice.of("--validate-on", validateOn, ValidateOn.values());
  }

  /** Opens the images at {@code location}; downloads only what a name such as cifar10: asks for. */
  Dataset open(String location, long seed, boolean offline, Console console) throws DataException {
    DataOptions options = UsageException.check(() -> options()).withSeed(seed).withOffline(offline);
    return Dataset.open(location, withDownloads(options, console));
  }

  private DataOptions options() {
    DataOptions options =
        DEFAULTS
            .withTestFraction(testFraction)
            .withValidationFraction(validationFraction)
            .withValidateOn(validateOn());
    if (trainLimit != null) {
      options = options.withTrainLimit(trainLimit);
    }
    return testLimit == null ? options : options.withTestLimit(testLimit);
  }

  /** The same limits and choices, but other defaults: those of a published lesson. */
  void preset(int trainImages, int testImages, ValidateOn watched) {
    trainLimit = trainLimit == null ? Integer.valueOf(trainImages) : trainLimit;
    testLimit = testLimit == null ? Integer.valueOf(testImages) : testLimit;
    validateOn = word(watched);
  }

  private static DataOptions withDownloads(DataOptions options, Console console) {
    // Beside the weights, wherever the user keeps Graft's cache.
    Path cache =
        WeightLocator.create(console.environment(), true, (received, total) -> {})
            .folder()
            .resolveSibling("data");
    return options
        .withCacheDirectory(cache)
        .withAnnounce(console::tell)
        .withDownloader(
            (uri, target) -> {
              var download = new Download(console.environment(), Download.Settings.defaults());
              try (var progress = DownloadProgress.unannounced(console)) {
                download.fetch(uri, target, Optional.empty(), progress);
              }
            });
  }

  private static String word(ValidateOn split) {
    return split.name().toLowerCase(Locale.ROOT);
  }
}

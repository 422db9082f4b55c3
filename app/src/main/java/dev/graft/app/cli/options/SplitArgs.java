package dev.graft.app.cli.options;

import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.terminal.DownloadProgress;
import dev.graft.app.cli.values.UsageException;
import dev.graft.backbone.WeightLocator;
import dev.graft.backbone.fetch.Download;
import dev.graft.data.Dataset;
import dev.graft.data.source.DataException;
import dev.graft.data.source.DataOptions;
import dev.graft.data.source.Grouping;
import dev.graft.data.source.ValidateOn;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Options about images that every command takes which opens some. */
public abstract sealed class SplitArgs permits DataArgs, LessonDataArgs {

  public static final String TEST_LIMIT = "--test-limit";
  public static final String TEST_FRACTION = "--test-fraction";
  static final String GROUP_BY = "--group-by";
  static final String GROUP_COLUMN = "--group-column";

  @Option(names = "--train-limit", paramLabel = "N", description = "use N training images")
  private Integer trainLimit;

  @Option(names = TEST_LIMIT, paramLabel = "N", description = "use N test images")
  private Integer testLimit;

  @Option(
      names = TEST_FRACTION,
      paramLabel = "SHARE",
      description = "held out where DATA has no test split (${DEFAULT-VALUE})")
  private double testFraction = DataOptions.defaults().testFraction();

  @Option(
      names = GROUP_BY,
      paramLabel = "RULE",
      completionCandidates = GroupRules.class,
      description = {
        "keep groups of images in one split: parent, by the folders below the class folders; or a"
            + " regular expression, by what it finds, or its first brackets, in an image's path"
            + " below DATA"
      })
  private String groupBy;

  @Option(
      names = GROUP_COLUMN,
      paramLabel = "NAME",
      description = {
        "keep groups of images in one split: the column of a CSV that names them (group or patient"
            + " if there is one)"
      })
  private String groupColumn;

  @Option(names = "--offline", description = "download nothing, neither images nor weights")
  private boolean offline;

  /** Whether the user says which images are tested. */
  public boolean limitsTest() {
    return testLimit != null
        || testFraction != DataOptions.defaults().testFraction()
        || validateOn() == ValidateOn.TEST;
  }

  /** The word of {@code --group-by}. */
  static final class GroupRules extends Known {
    GroupRules() {
      super(() -> Stream.of(Grouping.PARENT));
    }
  }

  public boolean offline() {
    return offline;
  }

  /** The split looked at after each epoch. */
  public abstract ValidateOn validateOn();

  /** {@code options} with what the command adds to these. */
  abstract DataOptions complete(DataOptions options);

  /** Opens the images at {@code location}; downloads only what a name such as cifar10: asks for. */
  public final Dataset open(String location, Console console) throws DataException {
    return open(location, OptionalInt.empty(), console);
  }

  /** The same; images that the user wants in folds are not split. */
  public final Dataset open(String location, OptionalInt folds, Console console)
      throws DataException {
    DataOptions options =
        UsageException.check(
            () -> folds.isEmpty() ? options() : options().withFolds(folds.getAsInt()));
    return open(location, options, console);
  }

  /** The same with options from elsewhere. */
  public static Dataset open(String location, DataOptions options, Console console)
      throws DataException {
    return Dataset.open(location, withDownloads(options, console));
  }

  /** Whether what {@code name} stands for, such as cifar10:, is on this machine. */
  final boolean isHere(String name, Console console) {
    return Dataset.isHere(name, DataOptions.defaults().withCacheDirectory(cache(console)));
  }

  private DataOptions options() {
    DataOptions options =
        complete(DataOptions.defaults().withTestFraction(testFraction))
            .withValidateOn(validateOn())
            .withOffline(offline);
    if (groupBy != null && groupColumn != null) {
      throw new UsageException(
          "%s is for folders and %s for a CSV: give one of them".formatted(GROUP_BY, GROUP_COLUMN));
    }
    if (groupBy != null) {
      options = options.withGroups(Grouping.by(groupBy));
    }
    if (groupColumn != null) {
      options = options.withGroups(new Grouping.ByColumn(groupColumn));
    }
    if (trainLimit != null) {
      options = options.withTrainLimit(trainLimit);
    }
    return testLimit == null ? options : options.withTestLimit(testLimit);
  }

  private static DataOptions withDownloads(DataOptions options, Console console) {
    return options
        .withCacheDirectory(cache(console))
        .withAnnounce(console::tell)
        .withDownloader(
            (uri, target) -> {
              var download = new Download(console.environment(), Download.Settings.defaults());
              try (var progress = DownloadProgress.unannounced(console)) {
                download.fetch(uri, target, Optional.empty(), progress);
              }
            });
  }

  /** Beside the weights, wherever the user keeps Graft's cache. */
  private static Path cache(Console console) {
    return WeightLocator.create(console.environment(), true, (received, total) -> {})
        .folder()
        .resolveSibling("data");
  }
}

package dev.graft.data.source;

import dev.graft.data.Dataset;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * How labelled images are opened, split and limited.
 *
 * <p>{@code testFraction} and {@code validationFraction} are shares in [0, 1) of the images that a
 * missing split is carved out of; 0 carves none. {@code trainLimit} and {@code testLimit} are
 * numbers of images, the first before a validation split is carved. {@code groups} says which
 * images stay in one split. With {@code folds}, at least 2, no split is carved: all images stand
 * under {@link Dataset#train}, for {@link Dataset#folds()}. {@code maxUnpackedBytes} bounds the
 * temporary file that a {@code .tar.gz} is unpacked to. {@code announce} is told in one sentence
 * what is about to be downloaded, from where and how large. Without a {@code downloader} nothing is
 * ever fetched.
 */
public record DataOptions(
    long seed,
    double testFraction,
    double validationFraction,
    ValidateOn validateOn,
    OptionalInt trainLimit,
    OptionalInt testLimit,
    Grouping groups,
    OptionalInt folds,
    Path cacheDirectory,
    boolean offline,
    long maxUnpackedBytes,
    Optional<Downloader> downloader,
    Consumer<String> announce) {

  /** Checks every component. */
  public DataOptions {
    fraction("testFraction", testFraction);
    fraction("validationFraction", validationFraction);
    Objects.requireNonNull(validateOn, "validateOn");
    limit("trainLimit", trainLimit);
    limit("testLimit", testLimit);
    Objects.requireNonNull(groups, "groups");
    checkFolds(folds, testLimit);
    Objects.requireNonNull(cacheDirectory, "cacheDirectory");
    Objects.requireNonNull(downloader, "downloader");
    Objects.requireNonNull(announce, "announce");
    if (maxUnpackedBytes < 1) {
      throw new IllegalArgumentException(
          "maxUnpackedBytes is at least 1, got " + maxUnpackedBytes + "; 64 GiB is the default");
    }
  }

  /**
   * Seed 0, test 20 %, validation 10 % on its own split, no limits, no folds, {@code
   * ~/.cache/graft}.
   */
  public static DataOptions defaults() {
    return new DataOptions(
        0,
        0.2,
        0.1,
        ValidateOn.VALIDATION,
        OptionalInt.empty(),
        OptionalInt.empty(),
        new Grouping.Usual(),
        OptionalInt.empty(),
        Path.of(System.getProperty("user.home"), ".cache", "graft", "data"),
        false,
        64L << 30,
        Optional.empty(),
        sentence -> {});
  }

  private static void fraction(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          name + " is a share in [0, 1), got " + value + "; write 0.2 for 20 %");
    }
  }

  private static void limit(String name, OptionalInt value) {
    if (value.isPresent() && value.getAsInt() < 1) {
      throw new IllegalArgumentException(
          name + " is at least 1, got " + value.getAsInt() + "; leave it out to use every image");
    }
  }

  private static void checkFolds(OptionalInt folds, OptionalInt testLimit) {
    if (folds.isPresent() && folds.getAsInt() < 2) {
      throw new IllegalArgumentException(
          "folds are at least 2, got " + folds.getAsInt() + "; 5 and 10 are usual");
    }
    if (folds.isPresent() && testLimit.isPresent()) {
      throw new IllegalArgumentException(
          "folds test every image, so a test limit does not go with them; limit the training"
              + " images instead, out of which the folds are made");
    }
  }

  private DataOptions with(Consumer<Draft> change) {
    var draft = new Draft(this);
    change.accept(draft);
    return draft.options();
  }

  /** With the seed of splits and limits. */
  public DataOptions withSeed(long seed) {
    return with(draft -> draft.seed = seed);
  }

  /** With the share held out for a missing test split. */
  public DataOptions withTestFraction(double testFraction) {
    return with(draft -> draft.testFraction = testFraction);
  }

  /** With the share of the training images held out for a missing validation split. */
  public DataOptions withValidationFraction(double validationFraction) {
    return with(draft -> draft.validationFraction = validationFraction);
  }

  /** With the images to validate on. */
  public DataOptions withValidateOn(ValidateOn validateOn) {
    return with(draft -> draft.validateOn = validateOn);
  }

  /** With at most so many training images. */
  public DataOptions withTrainLimit(int trainLimit) {
    return with(draft -> draft.trainLimit = OptionalInt.of(trainLimit));
  }

  /** With at most so many test images. */
  public DataOptions withTestLimit(int testLimit) {
    return with(draft -> draft.testLimit = OptionalInt.of(testLimit));
  }

  /** With what says which images stay in one split. */
  public DataOptions withGroups(Grouping groups) {
    return with(draft -> draft.groups = groups);
  }

  /** With so many folds, of which each tests other images; at least 2. */
  public DataOptions withFolds(int folds) {
    return with(draft -> draft.folds = OptionalInt.of(folds));
  }

  /** With the folder that downloads go to and are looked for in. */
  public DataOptions withCacheDirectory(Path cacheDirectory) {
    return with(draft -> draft.cacheDirectory = cacheDirectory);
  }

  /** With {@code true} to forbid downloads. */
  public DataOptions withOffline(boolean offline) {
    return with(draft -> draft.offline = offline);
  }

  /** With the bound on an unpacked {@code .tar.gz}. */
  public DataOptions withMaxUnpackedBytes(long maxUnpackedBytes) {
    return with(draft -> draft.maxUnpackedBytes = maxUnpackedBytes);
  }

  /** With the means of downloading. */
  public DataOptions withDownloader(Downloader downloader) {
    return with(draft -> draft.downloader = Optional.of(downloader));
  }

  /** With a listener for what is about to be downloaded. */
  public DataOptions withAnnounce(Consumer<String> announce) {
    return with(draft -> draft.announce = announce);
  }

  /** The same components while one of them changes. */
  private static final class Draft {
    private long seed;
    private double testFraction;
    private double validationFraction;
    private ValidateOn validateOn;
    private OptionalInt trainLimit;
    private OptionalInt testLimit;
    private Grouping groups;
    private OptionalInt folds;
    private Path cacheDirectory;
    private boolean offline;
    private long maxUnpackedBytes;
    private Optional<Downloader> downloader;
    private Consumer<String> announce;

    Draft(DataOptions from) {
      seed = from.seed;
      testFraction = from.testFraction;
      validationFraction = from.validationFraction;
      validateOn = from.validateOn;
      trainLimit = from.trainLimit;
      testLimit = from.testLimit;
      groups = from.groups;
      folds = from.folds;
      cacheDirectory = from.cacheDirectory;
      offline = from.offline;
      maxUnpackedBytes = from.maxUnpackedBytes;
      downloader = from.downloader;
      announce = from.announce;
    }

    DataOptions options() {
      return new DataOptions(
          seed,
          testFraction,
          validationFraction,
          validateOn,
          trainLimit,
          testLimit,
          groups,
          folds,
          cacheDirectory,
          offline,
          maxUnpackedBytes,
          downloader,
          announce);
    }
  }
}

package dev.graft.data;

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
 * numbers of images, the first before a validation split is carved. {@code maxUnpackedBytes} bounds
 * the temporary file that a {@code .tar.gz} is unpacked to. {@code announce} is told in one
 * sentence what is about to be downloaded, from where and how large. Without a {@code downloader}
 * nothing is ever fetched.
 */
public record DataOptions(
    long seed,
    double testFraction,
    double validationFraction,
    ValidateOn validateOn,
    OptionalInt trainLimit,
    OptionalInt testLimit,
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
    Objects.requireNonNull(cacheDirectory, "cacheDirectory");
    Objects.requireNonNull(downloader, "downloader");
    Objects.requireNonNull(announce, "announce");
    if (maxUnpackedBytes < 1) {
      throw new IllegalArgumentException(
          "maxUnpackedBytes is at least 1, got " + maxUnpackedBytes + "; 64 GiB is the default");
    }
  }

  /** Seed 0, test 20 %, validation 10 % on its own split, no limits, {@code ~/.cache/graft}. */
  public static DataOptions defaults() {
    return new DataOptions(
        0,
        0.2,
        0.1,
        ValidateOn.VALIDATION,
        OptionalInt.empty(),
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

  /** With the seed of splits and limits. */
  public DataOptions withSeed(long seed) {
    return new DataOptions(
        seed,
        testFraction,
        validationFraction,
        validateOn,
        trainLimit,
        testLimit,
        cacheDirectory,
        offline,
        maxUnpackedBytes,
        downloader,
        announce);
  }

  /** With the share held out for a missing test split. */
  public DataOptions withTestFraction(double testFraction) {
    return new DataOptions(
        seed,
        testFraction,
        validationFraction,
        validateOn,
        trainLimit,
        testLimit,
        cacheDirectory,
        offline,
        maxUnpackedBytes,
        downloader,
        announce);
  }

  /** With the share of the training images held out for a missing validation split. */
  public DataOptions withValidationFraction(double validationFraction) {
    return new DataOptions(
        seed,
        testFraction,
        validationFraction,
        validateOn,
        trainLimit,
        testLimit,
        cacheDirectory,
        offline,
        maxUnpackedBytes,
        downloader,
        announce);
  }

  /** With the images to validate on. */
  public DataOptions withValidateOn(ValidateOn validateOn) {
    return new DataOptions(
        seed,
        testFraction,
        validationFraction,
        validateOn,
        trainLimit,
        testLimit,
        cacheDirectory,
        offline,
        maxUnpackedBytes,
        downloader,
        announce);
  }

  /** With at most so many training images. */
  public DataOptions withTrainLimit(int trainLimit) {
    return new DataOptions(
        seed,
        testFraction,
        validationFraction,
        validateOn,
        OptionalInt.of(trainLimit),
        testLimit,
        cacheDirectory,
        offline,
        maxUnpackedBytes,
        downloader,
        announce);
  }

  /** With at most so many test images. */
  public DataOptions withTestLimit(int testLimit) {
    return new DataOptions(
        seed,
        testFraction,
        validationFraction,
        validateOn,
        trainLimit,
        OptionalInt.of(testLimit),
        cacheDirectory,
        offline,
        maxUnpackedBytes,
        downloader,
        announce);
  }

  /** With the folder that downloads go to and are looked for in. */
  public DataOptions withCacheDirectory(Path cacheDirectory) {
    return new DataOptions(
        seed,
        testFraction,
        validationFraction,
        validateOn,
        trainLimit,
        testLimit,
        cacheDirectory,
        offline,
        maxUnpackedBytes,
        downloader,
        announce);
  }

  /** With {@code true} to forbid downloads. */
  public DataOptions withOffline(boolean offline) {
    return new DataOptions(
        seed,
        testFraction,
        validationFraction,
        validateOn,
        trainLimit,
        testLimit,
        cacheDirectory,
        offline,
        maxUnpackedBytes,
        downloader,
        announce);
  }

  /** With the bound on an unpacked {@code .tar.gz}. */
  public DataOptions withMaxUnpackedBytes(long maxUnpackedBytes) {
    return new DataOptions(
        seed,
        testFraction,
        validationFraction,
        validateOn,
        trainLimit,
        testLimit,
        cacheDirectory,
        offline,
        maxUnpackedBytes,
        downloader,
        announce);
  }

  /** With the means of downloading. */
  public DataOptions withDownloader(Downloader downloader) {
    return new DataOptions(
        seed,
        testFraction,
        validationFraction,
        validateOn,
        trainLimit,
        testLimit,
        cacheDirectory,
        offline,
        maxUnpackedBytes,
        Optional.of(downloader),
        announce);
  }

  /** With a listener for what is about to be downloaded. */
  public DataOptions withAnnounce(Consumer<String> announce) {
    return new DataOptions(
        seed,
        testFraction,
        validationFraction,
        validateOn,
        trainLimit,
        testLimit,
        cacheDirectory,
        offline,
        maxUnpackedBytes,
        downloader,
        announce);
  }
}

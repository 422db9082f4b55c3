package dev.graft.data;

import dev.graft.data.cifar.CifarCache;
import dev.graft.data.labelled.EncodedSource;
import dev.graft.data.labelled.LabelledSplits;
import dev.graft.data.labelled.Subset;
import dev.graft.data.labelled.Together;
import dev.graft.data.source.DataException;
import dev.graft.data.source.DataOptions;
import dev.graft.data.source.ImageSource;
import dev.graft.data.source.Split;
import dev.graft.data.source.ValidateOn;
import dev.graft.files.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Labelled images opened for an experiment: what trains, what validates, what tests.
 *
 * <p>A location is one of
 *
 * <ul>
 *   <li>a folder, or a {@code .tar}, {@code .tar.gz}, {@code .tgz} or {@code .zip} of one, with a
 *       folder of images per class, with or without {@code train}, {@code val} and {@code test}
 *       folders around these;
 *   <li>{@code ARCHIVE!/INNER/FOLDER} for one part of an archive;
 *   <li>a {@code .csv} with the columns {@code path,label} and possibly {@code split} and {@code
 *       group};
 *   <li>a folder or archive of CIFAR-10 or CIFAR-100 as published, binary or Python;
 *   <li>{@code demo:} for images that Graft draws itself;
 *   <li>{@code cifar10:} or {@code cifar100:} for the published archive in the cache, downloaded if
 *       it is not there.
 * </ul>
 *
 * <p>Images stay where they are and are read when asked for, so they can be read until {@link
 * #close}; files that a data set owns are deleted then. Safe for use by several threads.
 */
public final class Dataset implements AutoCloseable {

  private final LabelledSplits data;
  private final DataOptions options;
  private final Map<Split, EncodedSource> parts;
  private final List<String> notes;
  private final Set<String> splitNotes;
  private final int skipped;

  /** Of each image that has copies its name, and what they have in common; known from a scan. */
  private final Map<String, String> copies;

  /** {@code splitNotes} are those of the notes that are about splits: folds have others. */
  Dataset(
      LabelledSplits data,
      DataOptions options,
      Map<Split, EncodedSource> parts,
      List<String> notes,
      Set<String> splitNotes,
      int skipped) {
    this(data, options, parts, notes, splitNotes, skipped, Map.of());
  }

  private Dataset(
      LabelledSplits data,
      DataOptions options,
      Map<Split, EncodedSource> parts,
      List<String> notes,
      Set<String> splitNotes,
      int skipped,
      Map<String, String> copies) {
    this.data = data;
    this.options = options;
    this.parts = new EnumMap<>(parts);
    this.notes = List.copyOf(notes);
    this.splitNotes = Set.copyOf(splitNotes);
    this.skipped = skipped;
    this.copies = Map.copyOf(copies);
  }

  /**
   * Opens labelled images and settles their splits.
   *
   * @throws DataException if there is nothing usable at {@code location}: the message says why and
   *     what to do
   */
  public static Dataset open(String location, DataOptions options) throws DataException {
    return Opener.open(location, options);
  }

  /**
   * Whether the published archive that {@code name} stands for, {@code cifar10:} or {@code
   * cifar100:}, is in the cache, so that opening it downloads nothing.
   */
  public static boolean isHere(String name, DataOptions options) {
    return CifarCache.isHere(name, options);
  }

  /** Opens a folder or file with {@link DataOptions#defaults}. */
  public static Dataset open(Path location) throws DataException {
    return open(location.toString(), DataOptions.defaults());
  }

  /** A short name for tables: the last part of the location. */
  public String name() {
    return data.name();
  }

  /** The location as it was given. */
  public String location() {
    return data.location();
  }

  /** Class names, sorted except where the data has an order of its own; labels index into it. */
  public List<String> classNames() {
    return data.classNames();
  }

  /** The images to learn from. */
  public ImageSource train() {
    return parts.get(Split.TRAIN);
  }

  /**
   * So many of the training images, in their order: classes have their shares, each that has images
   * at least one, and of two subsets with the same seed the larger holds the smaller.
   *
   * @throws IllegalArgumentException if {@code size} is below the number of classes or above that
   *     of the training images
   */
  public ImageSource trainSubset(int size, long seed) {
    EncodedSource whole = parts.get(Split.TRAIN);
    if (size < classNames().size() || size > whole.size()) {
      throw new IllegalArgumentException(
          "a subset has %d (a training image for each class) to %d images (all of them), got %d"
              .formatted(classNames().size(), whole.size(), size));
    }
    int[] order = Splits.nested(whole.labels(), classNames().size(), seed);
    return new Subset(whole, Arrays.stream(order, 0, size).sorted().toArray());
  }

  /** The images to choose epochs and settings by; none under {@link ValidateOn#TEST}. */
  public Optional<ImageSource> validation() {
    return Optional.ofNullable(parts.get(Split.VALIDATION));
  }

  /** The images to judge the result by; none if the data has none and none were held out. */
  public Optional<ImageSource> test() {
    return Optional.ofNullable(parts.get(Split.TEST));
  }

  /** What was done to get here, in plain sentences without a full stop. */
  public List<String> notes() {
    return notes;
  }

  /** Number of unreadable images that were left out. */
  public int skipped() {
    return skipped;
  }

  /** SHA-256 over the splits' {@link ImageSource#fingerprint}; the first call reads every image. */
  public String fingerprint() {
    Digest digest = Digest.sha256();
    parts.forEach((split, part) -> digest.add(split.word()).add(part.fingerprint()));
    return digest.hex();
  }

  /** The splits there are, in the order train, validation, test. */
  Map<Split, EncodedSource> parts() {
    return parts;
  }

  /**
   * What to do about unreadable images: with none, the same images; with {@code skipUnreadable},
   * one without them, whose notes hold their number; otherwise a stop. The result shares its files
   * with this data set: closing either closes both.
   *
   * @throws DataException naming up to ten of the images; or a class or split that has none left
   */
  public Dataset checked(boolean skipUnreadable, DataReport report) throws DataException {
    return checked(skipUnreadable, CrossDuplicates.REPORT, report);
  }

  /**
   * The same, and with {@link CrossDuplicates#MOVE} without the training images that have the
   * pixels of a validation or test image; a note holds their number. Files stay untouched.
   *
   * @throws DataException as above; or a class that would have no training image left
   */
  public Dataset checked(boolean skipUnreadable, CrossDuplicates across, DataReport report)
      throws DataException {
    int unreadable = report.unreadable().size();
    if (unreadable > 0 && !skipUnreadable) {
      throw LeftOut.refusal(report);
    }
    List<DataReport.Copy> copies =
        across == CrossDuplicates.MOVE ? report.trainingCopies() : List.of();
    List<String> said = new ArrayList<>(notes);
    Set<String> ofSplits = new HashSet<>(splitNotes);
    var leftOut = new LeftOut(this);
    Map<Split, EncodedSource> rest = parts;
    if (unreadable > 0) {
      leftOut.unreadable(report.unreadable());
      rest = leftOut.rest("the unreadable images", "repair or add images of this class");
      said.add(LeftOut.note(unreadable) + LeftOut.left(rest));
      ofSplits.add(said.get(said.size() - 1));
    }
    if (!copies.isEmpty()) {
      leftOut.copies(copies);
      rest =
          leftOut.rest(
              "the copies of held-out images",
              "add images of this class, or leave out --cross-duplicates move");
      said.add(
          (copies.size() == 1 ? "1 training image" : copies.size() + " training images")
              + " with the pixels of a validation or test image left out of training"
              + " (--cross-duplicates move)");
    }
    Map<String, String> alike = bringsSplits() ? Map.of() : report.copyNames(); // for folds
    return rest == parts && alike.isEmpty()
        ? this
        : new Dataset(data, options, rest, said, ofSplits, skipped + unreadable, alike);
  }

  /**
   * As many folds as {@link DataOptions#folds} says, by its seed.
   *
   * @throws IllegalStateException if it says nothing
   * @throws DataException as {@link #folds(int, long)}
   */
  public Folds folds() throws DataException {
    int folds =
        options
            .folds()
            .orElseThrow(
                () -> new IllegalStateException("opened without folds: DataOptions.withFolds"));
    return folds(folds, options.seed());
  }

  /**
   * The same images dealt to {@code folds} folds, of which each tests other ones; splits that
   * opening has carved are undone. Of the training images of a fold a validation split is carved as
   * when opening. A group is tested as a whole. Images without which a class would have none to
   * learn from are never tested. Images that {@link #checked} left out stay out, and those that it
   * found to have the same pixels stay in one fold. Folds share the files of this data set, which
   * is the one to close.
   *
   * @throws DataException if the data brings splits of its own, or a fold would test nothing
   */
  public Folds folds(int folds, long seed) throws DataException {
    Dataset all = undivided();
    EncodedSource source = all.parts.get(Split.TRAIN);
    List<String> known = new ArrayList<>(all.notes);
    int alike = Together.count(source, copies);
    if (alike > 0) {
      known.add(
          alike
              + " images have the pixels of another one: copies stay in one split, so that no image"
              + " is tested by what was trained on it");
    }
    return new FoldPlan(data, options.withSeed(seed), Together.of(source, copies), known)
        .deal(folds, skipped);
  }

  /**
   * The same images under {@link #train} alone: splits that opening has carved are undone. It
   * shares the files of this data set.
   *
   * @throws DataException if the data brings splits of its own
   */
  public Dataset undivided() throws DataException {
    FoldPlan.refuseOwnSplits(data);
    List<String> known = new ArrayList<>(notes);
    known.removeAll(splitNotes);
    if (skipped > 0) {
      known.add(LeftOut.note(skipped));
    }
    Map<Split, EncodedSource> all = Map.of(Split.TRAIN, Subset.union(parts.values()));
    return new Dataset(data, options, all, known, Set.of(), skipped, copies);
  }

  /**
   * Whether the data brings a validation or test split, so that {@link #folds(int, long)} refuses.
   */
  public boolean bringsSplits() {
    return data.bringsSplits();
  }

  /** Closes the archive and deletes what was unpacked; images cannot be read afterwards. */
  @Override
  public void close() throws IOException {
    data.owner().close();
  }
}

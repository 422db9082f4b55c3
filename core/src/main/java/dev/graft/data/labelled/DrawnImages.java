package dev.graft.data.labelled;

import dev.graft.data.image.Detail;
import dev.graft.data.image.Image;
import dev.graft.data.source.ContentHash;
import dev.graft.data.source.Split;
import dev.graft.draw.DrawnClasses;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The demo: images that Graft draws, class after class, each when it is first asked for and then
 * kept, 27 KiB each.
 */
public final class DrawnImages implements EncodedSource {

  /** What users write as DATA. */
  public static final String LOCATION = "demo:";

  /** Width and height in pixels, the input size of the backbone that Graft ships. */
  static final int SIDE = 96;

  private static final int TRAIN_PER_CLASS = 200;
  private static final int TEST_PER_CLASS = 50;
  private static final DrawnClasses CLASSES = DrawnClasses.demo();

  private final Split split;
  private final int perClass;
  private final AtomicReferenceArray<byte[]> drawn;
  private final Fingerprint fingerprint = new Fingerprint(this);
  private final ContentHashes hashes;

  private DrawnImages(Split split, int perClass) {
    this.split = split;
    this.perClass = perClass;
    this.drawn = new AtomicReferenceArray<>(size());
    this.hashes = new ContentHashes(size());
  }

  /** 2,000 images to train and 500 to test; validation images are held out as from any data. */
  public static LabelledSplits open() {
    Map<Split, EncodedSource> parts =
        Map.of(
            Split.TRAIN, new DrawnImages(Split.TRAIN, TRAIN_PER_CLASS),
            Split.TEST, new DrawnImages(Split.TEST, TEST_PER_CLASS));
    return new LabelledSplits(
        "demo", LOCATION, CLASSES.names(), parts, false, List.of(), Optional.empty(), () -> {});
  }

  @Override
  public List<String> classNames() {
    return CLASSES.names();
  }

  @Override
  public int size() {
    return CLASSES.names().size() * perClass;
  }

  @Override
  public int label(int i) {
    return i / perClass;
  }

  /** As the file is called that {@code graft demo-data} writes. */
  @Override
  public String name(int i) {
    return "%s/%s/%03d.png".formatted(split.word(), classNames().get(label(i)), i % perClass);
  }

  /** The pixels themselves, row by row, red first. */
  @Override
  public byte[] encoded(int i) {
    byte[] pixels = drawn.get(i);
    if (pixels == null) {
      // Training and test images are different numbers of one endless series.
      long number = i % perClass + (split == Split.TEST ? Integer.MAX_VALUE : 0L);
      pixels = CLASSES.draw(label(i), number, SIDE);
      drawn.set(i, pixels);
    }
    return hashes.note(i, pixels);
  }

  @Override
  public Image decode(int i, byte[] pixels, Detail detail) {
    return new Image(SIDE, SIDE, pixels);
  }

  @Override
  public String format(byte[] encoded) {
    return "drawn";
  }

  @Override
  public ContentHash contentHash(int i) {
    return hashes.of(this, i);
  }

  @Override
  public String fingerprint() {
    return fingerprint.hex();
  }
}

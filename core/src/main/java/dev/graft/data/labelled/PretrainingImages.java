package dev.graft.data.labelled;

import dev.graft.data.image.Image;
import dev.graft.data.source.ContentHash;
import dev.graft.data.source.ImageSource;
import dev.graft.draw.DrawnClasses;
import dev.graft.files.Digest;
import dev.graft.files.SplitMix64;
import java.util.List;

/**
 * Images to pretrain on, drawn when asked for and never kept: as many as are wanted, each seen
 * once. Their classes are none of the demo's.
 */
public final class PretrainingImages implements ImageSource {

  private final DrawnClasses classes;
  private final List<String> names;
  private final int images;
  private final int side;
  private final long seed;

  /** What there is to tell apart. */
  public enum Classes {
    /** Forms in any colours. */
    FORMS,
    /** The same, and sets of colours that come in any form. */
    FORMS_AND_COLOURS;

    private DrawnClasses drawn() {
      return this == FORMS ? DrawnClasses.forms() : DrawnClasses.formsAndColours();
    }
  }

  private PretrainingImages(Classes classes, int images, int side, long seed) {
    this.classes = classes.drawn();
    this.names = this.classes.names();
    this.images = images;
    this.side = side;
    this.seed = seed;
  }

  /**
   * {@code images} images of side x side pixels; other seeds give other ones.
   *
   * @throws IllegalArgumentException if there is to be no image, or it is below 8 pixels wide
   */
  public static ImageSource of(Classes classes, int images, int side, long seed) {
    if (images < 1 || side < 8 || side > 1024) {
      throw new IllegalArgumentException(
          "pretraining takes 1 image or more of 8 to 1024 pixels a side, got %d of %d"
              .formatted(images, side));
    }
    return new PretrainingImages(classes, images, side, seed);
  }

  @Override
  public List<String> classNames() {
    return names;
  }

  @Override
  public int size() {
    return images;
  }

  @Override
  public int label(int i) {
    return (int) Long.remainderUnsigned(bits(i), names.size());
  }

  @Override
  public String name(int i) {
    return "%s/%d".formatted(names.get(label(i)), i);
  }

  @Override
  public Image image(int i) {
    return new Image(side, side, classes.draw(label(i), SplitMix64.mix(bits(i)), side));
  }

  /** Of what decides the image, without drawing it. */
  @Override
  public ContentHash contentHash(int i) {
    return new ContentHash(bits(i), SplitMix64.mix(side));
  }

  /** Of what decides all images, without drawing any. */
  @Override
  public String fingerprint() {
    return Digest.sha256()
        .add(
            "pretraining images %d of %d classes %d %d".formatted(images, names.size(), side, seed))
        .hex();
  }

  private long bits(int i) {
    return SplitMix64.mix(SplitMix64.mix(seed) + i);
  }
}

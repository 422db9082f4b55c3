package dev.graft.data.batch;

import dev.graft.data.image.Image;
import dev.graft.data.image.Preprocessing;
import dev.graft.data.loading.Augmentation;
import dev.graft.data.loading.Decoding;
import dev.graft.data.loading.View;
import dev.graft.data.source.ImageSource;

/**
 * Views of a source's images, 8 bits: decoded at the size they need and, where an image comes
 * again, made from what was kept of it. The pixels are the same either way.
 *
 * <p>The plain view is kept, and the mirrored one is made from it; or the picture itself if that
 * takes less memory than a view, as an icon of 32 x 32 does.
 */
final class ImageViews {

  private final ImageSource source;
  private final Preprocessing preprocessing;
  private final Augmentation augmentation;
  private final Decoding decoding;
  private final KeptImages.Shelf kept;

  ImageViews(
      ImageSource source, Preprocessing preprocessing, Augmentation augmentation, Loading loading) {
    this.source = source;
    this.preprocessing = preprocessing;
    this.augmentation = augmentation;
    this.decoding = loading.decoding();
    this.kept = loading.kept(source, preprocessing);
  }

  /** The view, inputSize x inputSize pixels; with {@code keep}, for other views to be made from. */
  Image show(Sample sample, boolean keep) {
    View view = sample.view();
    Image image = kept.get(sample.index());
    if (image != null && isSmall(image)) {
      return augmentation.apply(image, preprocessing, view);
    } else if (image != null && view.crop().isEmpty()) {
      return turned(image, view);
    }
    return decode(sample.index(), view, keep);
  }

  private Image decode(int i, View view, boolean keep) {
    Image picture = source.image(i, decoding.of(view, augmentation, preprocessing));
    boolean small = isSmall(picture);
    if (keep && small) {
      kept.offer(i, picture);
    }
    if (small || !keep || view.crop().isPresent()) {
      return augmentation.apply(picture, preprocessing, view);
    }
    Image plain = augmentation.apply(picture, preprocessing, View.PLAIN);
    kept.offer(i, plain);
    return turned(plain, view);
  }

  /** Whether it is a whole picture that takes less memory than a view of it. */
  private boolean isSmall(Image image) {
    return image.reduction() == 1 && image.rgb().length < preprocessing.floatsPerImage();
  }

  private static Image turned(Image plain, View view) {
    return view.flipped() ? plain.mirrored() : plain;
  }
}

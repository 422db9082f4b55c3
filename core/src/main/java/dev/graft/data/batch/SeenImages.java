package dev.graft.data.batch;

import dev.graft.data.image.Preprocessing;
import dev.graft.data.image.UnreadableImageException;
import dev.graft.data.labelled.Thumbnail;
import dev.graft.data.loading.Augmentation;
import dev.graft.data.loading.Decoding;
import dev.graft.data.source.ImageSource;

/**
 * Pictures of what a network is shown of images, after resizing and augmentation. They are made by
 * themselves and need nothing of a training under way: which pixels a view has is a function of the
 * image and the view. Safe for use by several threads.
 */
public final class SeenImages {

  private final ImageViews views;

  /** Views of {@code source}'s images as a loader with the same arguments makes them. */
  public SeenImages(
      ImageSource source,
      Preprocessing preprocessing,
      Augmentation augmentation,
      Decoding decoding) {
    this.views = new ImageViews(source, preprocessing, augmentation, new Loading(1, decoding, 0));
  }

  /**
   * A view before normalisation, which changes no picture, as a JPEG file of at most {@code side} x
   * {@code side} pixels.
   *
   * @throws UnreadableImageException if the image is no picture
   */
  public byte[] jpeg(Sample sample, int side) {
    return Thumbnail.jpeg(views.show(sample, /* keep= */ false), side);
  }
}

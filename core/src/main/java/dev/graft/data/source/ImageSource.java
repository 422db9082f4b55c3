package dev.graft.data.source;

import dev.graft.data.image.Detail;
import dev.graft.data.image.Image;
import dev.graft.data.image.UnreadableImageException;
import java.util.List;
import java.util.Optional;

/**
 * A labelled set of images in a fixed order. Images are decoded when asked for; implementations are
 * safe for use by several threads.
 */
public interface ImageSource {

  /** Class names; a label is an index into this list. */
  List<String> classNames();

  /** Number of images. */
  int size();

  /** Class index of image {@code i}, in {@code [0, classNames().size())}. */
  int label(int i);

  /** A name that tells a person which image {@code i} is: a path inside the source. */
  String name(int i);

  /**
   * The group that image {@code i} belongs to, whose images stay in one split: equal names, one
   * group. None for an image that is a group of its own.
   */
  default Optional<String> group(int i) {
    return Optional.empty();
  }

  /**
   * Image {@code i}, decoded.
   *
   * @throws UnreadableImageException if its bytes are not a picture
   */
  Image image(int i);

  /** The same with no more detail than needed, where the source saves work by it. */
  default Image image(int i, Detail detail) {
    return image(i);
  }

  /**
   * A hash of what is stored of image {@code i}; the same image has the same one in every source.
   *
   * @throws UnreadableImageException if its bytes cannot be read
   */
  ContentHash contentHash(int i);

  /** SHA-256 over names, labels and content hashes of all images, in order, as 64 hex digits. */
  String fingerprint();
}

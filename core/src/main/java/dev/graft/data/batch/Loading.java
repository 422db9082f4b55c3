package dev.graft.data.batch;

import dev.graft.data.image.Preprocessing;
import dev.graft.data.loading.Decoding;
import dev.graft.data.source.ImageSource;
import java.util.Objects;

/**
 * What the loaders of one training share: how they decode, and their memory for batches and for
 * images that come again. Whether images are kept does not change what a batch holds.
 */
public final class Loading {

  private final int threads;
  private final Decoding decoding;
  private final BufferPool pool = new BufferPool();
  private final KeptImages kept;

  /**
   * Memory that is empty yet.
   *
   * @param threads of each loader
   * @param imageBytes what kept images may take, 8 bits a value; 0 keeps none
   */
  public Loading(int threads, Decoding decoding, long imageBytes) {
    if (threads < 1) {
      throw new IllegalArgumentException(
          "a loader needs at least one thread of its own, got " + threads);
    }
    this.threads = threads;
    this.decoding = Objects.requireNonNull(decoding, "decoding");
    this.kept = new KeptImages(imageBytes);
  }

  int threads() {
    return threads;
  }

  Decoding decoding() {
    return decoding;
  }

  BufferPool pool() {
    return pool;
  }

  KeptImages.Shelf kept(ImageSource source, Preprocessing preprocessing) {
    return kept.of(source, preprocessing);
  }
}

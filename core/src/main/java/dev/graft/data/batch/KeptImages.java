package dev.graft.data.batch;

import dev.graft.data.image.Image;
import dev.graft.data.image.Preprocessing;
import dev.graft.data.source.ImageSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * 8-bit images kept for a later epoch: those that came first, until the limit is reached. What is
 * kept stays, so that a set larger than the limit is still served in part. Safe for many threads.
 */
final class KeptImages {

  /** What an image takes beside its pixels, about. */
  private static final int OVERHEAD = 64;

  private final AtomicLong left;
  private final Map<Key, Shelf> shelves = new HashMap<>();

  private record Key(ImageSource source, Preprocessing preprocessing) {}

  KeptImages(long bytes) {
    this.left = new AtomicLong(bytes);
  }

  /** The images of one source as one preprocessing sees them; the same for all who ask. */
  synchronized Shelf of(ImageSource source, Preprocessing preprocessing) {
    return shelves.computeIfAbsent(new Key(source, preprocessing), key -> new Shelf(source.size()));
  }

  /** Images by their index. */
  final class Shelf {

    private final AtomicReferenceArray<Image> images;

    private Shelf(int size) {
      this.images = new AtomicReferenceArray<>(size);
    }

    /** What was kept of image {@code i}; null if nothing was. */
    Image get(int i) {
      return images.get(i);
    }

    /** Keeps {@code image} as image {@code i} if none is kept and there is room. */
    void offer(int i, Image image) {
      long bytes = (long) image.rgb().length + OVERHEAD;
      if (left.addAndGet(-bytes) < 0 || !images.compareAndSet(i, null, image)) {
        left.addAndGet(bytes);
      }
    }
  }
}

package dev.graft.data.labelled;

import dev.graft.data.image.UnreadableImageException;
import dev.graft.data.source.ContentHash;
import dev.graft.data.store.Reasons;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The content hashes of a source's images, each computed when its bytes are first read and then
 * kept: a run reads every image anyway, before it trains.
 */
public final class ContentHashes {

  private final AtomicReferenceArray<ContentHash> known;

  public ContentHashes(int size) {
    this.known = new AtomicReferenceArray<>(size);
  }

  /** Takes note of the stored bytes of image {@code i}, and hands them back. */
  public byte[] note(int i, byte[] stored) {
    if (known.get(i) == null) {
      known.set(i, ContentHash.of(stored));
    }
    return stored;
  }

  /** The hash of image {@code i} of {@code source}, whose reading takes note here. */
  public ContentHash of(EncodedSource source, int i) {
    if (known.get(i) == null) {
      try {
        note(i, source.encoded(i));
      } catch (IOException e) {
        throw new UnreadableImageException(source.name(i), Reasons.of(e), e);
      }
    }
    return known.get(i);
  }
}

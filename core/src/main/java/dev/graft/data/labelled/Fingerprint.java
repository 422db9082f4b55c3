package dev.graft.data.labelled;

import dev.graft.data.image.UnreadableImageException;
import dev.graft.data.source.ContentHash;
import dev.graft.files.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The SHA-256 of a source, computed when first asked for and then kept.
 *
 * <p>Hashed are the class names, then for each image in order its name, label and {@link
 * ContentHash}, each text after its length, so that nothing can move from one to the next unseen.
 */
public final class Fingerprint {

  private final EncodedSource source;
  private String hex;

  public Fingerprint(EncodedSource source) {
    this.source = source;
  }

  public synchronized String hex() {
    if (hex == null) {
      hex = compute();
    }
    return hex;
  }

  private String compute() {
    Digest digest = Digest.sha256().add(source.classNames().size());
    source.classNames().forEach(digest::add);
    digest.add(source.size());
    for (int i = 0; i < source.size(); i++) {
      try {
        ContentHash hash = source.contentHash(i);
        digest.add(source.name(i)).add(source.label(i)).add(hash.high()).add(hash.low());
      } catch (UnreadableImageException e) {
        // In the inner exception, which is the one that whoever unwraps this one reports.
        throw new UncheckedIOException(new IOException(e.getMessage(), e));
      }
    }
    return digest.hex();
  }
}

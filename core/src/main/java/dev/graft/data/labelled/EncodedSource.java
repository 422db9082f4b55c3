package dev.graft.data.labelled;

import dev.graft.data.image.Detail;
import dev.graft.data.image.Image;
import dev.graft.data.image.UnreadableImageException;
import dev.graft.data.source.ImageSource;
import dev.graft.data.store.Reasons;
import java.io.IOException;

/**
 * Images with their bytes as they are stored: what fingerprints and scans need beyond {@link
 * ImageSource}.
 */
public interface EncodedSource extends ImageSource {

  /** The stored bytes of image {@code i}. */
  byte[] encoded(int i) throws IOException;

  /** Decodes what {@link #encoded} gave for image {@code i}. */
  Image decode(int i, byte[] encoded, Detail detail);

  /** What kind of file {@code encoded} is, for reports. */
  String format(byte[] encoded);

  @Override
  default Image image(int i) {
    return image(i, Detail.FULL);
  }

  @Override
  default Image image(int i, Detail detail) {
    byte[] bytes;
    try {
      bytes = encoded(i);
    } catch (IOException e) {
      throw new UnreadableImageException(name(i), Reasons.of(e), e);
    }
    return decode(i, bytes, detail);
  }

  /** All labels, a new array. */
  default int[] labels() {
    int[] labels = new int[size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = label(i);
    }
    return labels;
  }
}

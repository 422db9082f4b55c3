package dev.graft.data;

import java.io.IOException;
import java.util.List;

/** Some images of another source, by position, in the order given. */
final class Subset implements EncodedSource {

  private final EncodedSource whole;
  private final int[] positions;
  private final Fingerprint fingerprint = new Fingerprint(this);

  /** {@code positions} belongs to the subset from here on. */
  Subset(EncodedSource whole, int[] positions) {
    this.whole = whole;
    this.positions = positions;
  }

  @Override
  public List<String> classNames() {
    return whole.classNames();
  }

  @Override
  public int size() {
    return positions.length;
  }

  @Override
  public int label(int i) {
    return whole.label(positions[i]);
  }

  @Override
  public String name(int i) {
    return whole.name(positions[i]);
  }

  @Override
  public byte[] encoded(int i) throws IOException {
    return whole.encoded(positions[i]);
  }

  @Override
  public Image decode(int i, byte[] encoded, Detail detail) {
    return whole.decode(positions[i], encoded, detail);
  }

  @Override
  public String format(byte[] encoded) {
    return whole.format(encoded);
  }

  @Override
  public ContentHash contentHash(int i) {
    return whole.contentHash(positions[i]);
  }

  @Override
  public String fingerprint() {
    return fingerprint.hex();
  }
}

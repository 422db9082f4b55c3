package dev.graft.data.labelled;

import dev.graft.data.image.Detail;
import dev.graft.data.image.Image;
import dev.graft.data.source.ContentHash;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Some images of another source, by position, in the order given. */
public final class Subset implements EncodedSource {

  private final EncodedSource whole; // never a subset itself
  private final int[] positions;
  private final Fingerprint fingerprint = new Fingerprint(this);

  /** {@code positions} belongs to the subset from here on. */
  public Subset(EncodedSource whole, int[] positions) {
    if (whole instanceof Subset part) {
      this.whole = part.whole;
      this.positions = Arrays.stream(positions).map(i -> part.positions[i]).toArray();
    } else {
      this.whole = whole;
      this.positions = positions;
    }
  }

  /** The images of all of these, which are parts of one source, in that source's order. */
  public static EncodedSource union(Collection<EncodedSource> parts) {
    if (parts.size() == 1) {
      return parts.iterator().next();
    }
    Subset all = joined(parts);
    return new Subset(all.whole, Arrays.stream(all.positions).sorted().toArray());
  }

  /** The images of all of these, which are parts of one source, one part after the other. */
  public static Subset joined(Collection<EncodedSource> parts) {
    List<Subset> subsets = parts.stream().map(Subset.class::cast).toList();
    EncodedSource whole = subsets.get(0).whole;
    if (subsets.stream().anyMatch(part -> part.whole != whole)) {
      throw new IllegalArgumentException("parts of several sources have no common order");
    }
    return new Subset(
        whole, subsets.stream().flatMapToInt(part -> Arrays.stream(part.positions)).toArray());
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
  public Optional<String> group(int i) {
    return whole.group(positions[i]);
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

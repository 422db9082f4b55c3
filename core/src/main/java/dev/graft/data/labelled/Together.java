package dev.graft.data.labelled;

import dev.graft.data.image.Detail;
import dev.graft.data.image.Image;
import dev.graft.data.source.ContentHash;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A source whose images with the same pixels are of one group, beside the groups that it has. */
public final class Together implements EncodedSource {

  private final EncodedSource whole;

  /** Of each image the first one of its group. */
  private final int[] first;

  private Together(EncodedSource whole, int[] first) {
    this.whole = whole;
    this.first = first;
  }

  /**
   * {@code whole} with its copies together.
   *
   * @param copies the name of each image that has copies, to what they all have in common
   */
  public static EncodedSource of(EncodedSource whole, Map<String, String> copies) {
    if (count(whole, copies) == 0) {
      return whole;
    }
    int[] first = new int[whole.size()];
    Arrays.setAll(first, i -> i);
    Map<String, Integer> byGroup = new HashMap<>();
    Map<String, Integer> byPixels = new HashMap<>();
    for (int i = 0; i < first.length; i++) {
      int at = i;
      whole.group(i).ifPresent(name -> join(first, byGroup.computeIfAbsent(name, n -> at), at));
      String pixels = copies.get(whole.name(i));
      if (pixels != null) {
        join(first, byPixels.computeIfAbsent(pixels, n -> at), at);
      }
    }
    Arrays.setAll(first, i -> root(first, i));
    return new Together(whole, first);
  }

  /** How many images of {@code whole} have a copy among the others. */
  public static int count(EncodedSource whole, Map<String, String> copies) {
    Map<String, Integer> sizes = new HashMap<>();
    for (int i = 0; i < whole.size(); i++) {
      Optional.ofNullable(copies.get(whole.name(i)))
          .ifPresent(p -> sizes.merge(p, 1, Integer::sum));
    }
    return sizes.values().stream().mapToInt(n -> n).filter(n -> n > 1).sum();
  }

  private static void join(int[] first, int a, int b) {
    int one = root(first, a);
    int other = root(first, b);
    first[Math.max(one, other)] = Math.min(one, other);
  }

  private static int root(int[] first, int i) {
    int at = i;
    while (first[at] != at) {
      at = first[at];
    }
    return at;
  }

  @Override
  public Optional<String> group(int i) {
    return Optional.of(whole.name(first[i]));
  }

  @Override
  public List<String> classNames() {
    return whole.classNames();
  }

  @Override
  public int size() {
    return whole.size();
  }

  @Override
  public int label(int i) {
    return whole.label(i);
  }

  @Override
  public String name(int i) {
    return whole.name(i);
  }

  @Override
  public byte[] encoded(int i) throws IOException {
    return whole.encoded(i);
  }

  @Override
  public Image decode(int i, byte[] encoded, Detail detail) {
    return whole.decode(i, encoded, detail);
  }

  @Override
  public String format(byte[] encoded) {
    return whole.format(encoded);
  }

  @Override
  public ContentHash contentHash(int i) {
    return whole.contentHash(i);
  }

  @Override
  public String fingerprint() {
    return whole.fingerprint();
  }
}

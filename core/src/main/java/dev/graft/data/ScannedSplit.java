package dev.graft.data;

import dev.graft.data.image.Detail;
import dev.graft.data.image.Image;
import dev.graft.data.image.UnreadableImageException;
import dev.graft.data.labelled.EncodedSource;
import dev.graft.data.source.ContentHash;
import dev.graft.data.source.Split;
import dev.graft.data.store.Reasons;
import dev.graft.files.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a scan keeps of one split: 24 bytes an image and a reason for each unreadable one. Each
 * position is written by one thread only.
 */
final class ScannedSplit {

  /** A JPEG is read to its end at any size: enough to see damage, and to tell pictures apart. */
  private static final Detail DETAIL =
      (width, height) -> Detail.largest(Math.min(width, height), 256);

  private static final String UNREAD = "unknown";

  private final Split split;
  private final EncodedSource source;
  private final int[] widths;
  private final int[] heights;
  private final long[] hashes;
  private final String[] formats;
  private final String[] reasons;

  ScannedSplit(Split split, EncodedSource source) {
    this.split = split;
    this.source = source;
    this.widths = new int[source.size()];
    this.heights = new int[source.size()];
    this.hashes = new long[2 * source.size()];
    this.formats = new String[source.size()];
    this.reasons = new String[source.size()];
  }

  int size() {
    return widths.length;
  }

  /** Reads one image; of one that fails the reason is kept. */
  void scan(int i) {
    try {
      byte[] encoded = source.encoded(i);
      formats[i] = source.format(encoded);
      keep(i, source.decode(i, encoded, DETAIL));
    } catch (UnreadableImageException e) {
      reasons[i] = e.reason();
    } catch (IOException e) {
      reasons[i] = Reasons.of(e);
    }
  }

  /** The first 128 bits of the SHA-256 of size and pixels: equal ones show the same. */
  private void keep(int i, Image image) {
    Digest digest = Digest.sha256().add(image.fullWidth()).add(image.fullHeight());
    ContentHash hash = ContentHash.ofSha256(digest.add(image.rgb()).bytes());
    hashes[2 * i] = hash.high();
    hashes[2 * i + 1] = hash.low();
    widths[i] = image.fullWidth();
    heights[i] = image.fullHeight();
  }

  boolean readable(int i) {
    return reasons[i] == null;
  }

  long hash(int i, int half) {
    return hashes[2 * i + half];
  }

  DataReport.Copy copy(int i) {
    return new DataReport.Copy(split, i, source.name(i), source.label(i));
  }

  DataReport.SplitReport report(int classes) {
    List<Integer> perClass = Arrays.stream(Splits.sizes(source.labels(), classes)).boxed().toList();
    Map<String, Integer> counts = new TreeMap<>();
    List<DataReport.Unreadable> unreadable = new ArrayList<>();
    for (int i = 0; i < size(); i++) {
      counts.merge(formats[i] == null ? UNREAD : formats[i], 1, Integer::sum);
      if (!readable(i)) {
        unreadable.add(new DataReport.Unreadable(split, i, source.name(i), reasons[i]));
      }
    }
    return new DataReport.SplitReport(
        split,
        size(),
        perClass,
        DataReport.SplitReport.imbalance(perClass),
        counts,
        sizes(),
        unreadable);
  }

  private Optional<DataReport.Sizes> sizes() {
    int[] w = Arrays.stream(widths).filter(width -> width > 0).sorted().toArray();
    int[] h = Arrays.stream(heights).filter(height -> height > 0).sorted().toArray();
    if (w.length == 0) {
      return Optional.empty();
    }
    int middle = (w.length - 1) / 2;
    int last = w.length - 1;
    return Optional.of(new DataReport.Sizes(w[0], w[middle], w[last], h[0], h[middle], h[last]));
  }
}

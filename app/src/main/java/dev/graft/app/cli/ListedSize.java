package dev.graft.app.cli;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.PublishedWeights;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * How large a backbone is, for a list of many: those that come with Graft are in the table {@code
 * sizes.txt}, because to make and count them all takes longer than everything else that lists them.
 * Of others, and in the test of the table, it is counted.
 *
 * @param parameters with a head for {@link #CLASSES} classes
 * @param side of the images that the default weights are for, in pixels
 * @param multiplyAdds of one such image, with that head
 */
record ListedSize(long parameters, int side, long multiplyAdds) {

  /** The classes of ImageNet, for which the published heads are. */
  static final int CLASSES = 1000;

  private static final String TABLE = "sizes.txt";

  /** Those in the table, by the backbones' names. */
  static Map<String, ListedSize> known() {
    var known = new HashMap<String, ListedSize>();
    try (InputStream in = ListedSize.class.getResourceAsStream(TABLE)) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split(" ", -1))
          .forEach(cells -> known.put(cells[0], read(cells)));
    } catch (IOException e) {
      throw new UncheckedIOException("the table of sizes cannot be read", e);
    }
    return known;
  }

  private static ListedSize read(String[] cells) {
    return new ListedSize(
        Long.parseLong(cells[1]), Integer.parseInt(cells[2]), Long.parseLong(cells[3]));
  }

  /** Counts. */
  static ListedSize of(Architecture architecture) {
    int side =
        architecture
            .defaultWeights()
            .or(() -> architecture.weights().stream().findFirst())
            .map(PublishedWeights::preprocessing)
            .orElseGet(architecture::preprocessing)
            .inputSize();
    return new ListedSize(
        architecture.parameters(CLASSES), side, architecture.multiplyAdds(side, CLASSES));
  }
}

package dev.graft.backbone;

import dev.graft.data.image.Interpolation;
import dev.graft.data.image.Preprocessing;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What timm publishes on the Hugging Face hub for architectures under its names: tags, licences and
 * preprocessing, from the table {@code timm-tags.txt} (timm 1.0.29, its {@code pretrained_cfg}).
 */
final class TimmTags {

  /** Rows by the architecture's name, each read when it is asked for. */
  private static final Map<String, List<String>> ROWS = rows();

  private TimmTags() {}

  /** Those for the architecture of that name, timm's default first. */
  static List<PublishedWeights> of(String architecture) {
    return ROWS.getOrDefault(architecture, List.of()).stream()
        .map(line -> weights(line.split(" ", -1)))
        .toList();
  }

  private static Map<String, List<String>> rows() {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    try (InputStream in = TimmTags.class.getResourceAsStream("timm-tags.txt")) {
      String table = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      table
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(
              line ->
                  rows.computeIfAbsent(
                          line.substring(0, line.indexOf(' ')), name -> new ArrayList<>())
                      .add(line));
    } catch (IOException e) {
      throw new UncheckedIOException("the table of timm's weights cannot be read", e);
    }
    return rows;
  }

  private static PublishedWeights weights(String[] row) {
    int side = Integer.parseInt(row[3]);
    var preprocessing =
        new Preprocessing(
            TimmConfig.fit(row[4]),
            TimmConfig.edge(side, Double.parseDouble(row[5])),
            side,
            Interpolation.valueOf(row[6].toUpperCase(Locale.ROOT)),
            floats(row[7]),
            floats(row[8]));
    return PublishedWeights.timm(row[0], row[1], row[2], preprocessing);
  }

  private static List<Float> floats(String numbers) {
    return Arrays.stream(numbers.split("/", -1)).map(Float::valueOf).toList();
  }
}

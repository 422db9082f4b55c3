package dev.graft.app.report.text;

import dev.graft.backbone.CommercialUse;
import dev.graft.compare.record.RacedBackbone;
import dev.graft.compare.summary.Summary;
import java.util.List;
import java.util.Locale;

/** The columns of a table that a comparison of backbones has of its own. */
final class BackboneTable {

  /** Makers' own terms have long names. */
  private static final int LICENCE = 12;

  static final List<String> HEADS = List.of("backbone", "params", "licence", "s/1,000");

  static final String LEGEND =
      "params: with the head. s/1,000: seconds that the features of 1,000 images take, measured before"
          + " the first run, without decoding. ";

  private BackboneTable() {}

  static List<String> cells(Summary row, RacedBackbone raced) {
    return List.of(
        row.label(),
        format("%.1f M", row.totalParameters() / 1e6),
        licence(raced.model().weights().licence()),
        format("%.1f", 1000 * raced.secondsPerImage()));
  }

  /** As short as a column is; the whole stands with the settings. */
  private static String licence(String licence) {
    if (CommercialUse.of(licence) == CommercialUse.UNKNOWN) {
      return "unknown";
    }
    return licence.length() > LICENCE ? licence.substring(0, LICENCE - 2) + ".." : licence;
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}

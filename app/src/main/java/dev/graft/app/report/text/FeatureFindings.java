package dev.graft.app.report.text;

import dev.graft.compare.check.DataFindings;
import dev.graft.data.DataReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What a look through a backbone found, image by image, for a terminal. */
final class FeatureFindings {

  private static final int LISTED = 20;

  private FeatureFindings() {}

  /** Near-duplicates, labels that are probably wrong, and what enters the first layer. */
  static List<String> lines(DataFindings found, List<String> classNames) {
    var lines = new ArrayList<String>();
    near(lines, found);
    lines.add("");
    if (found.labels().isEmpty()) {
      lines.addAll(Wrap.lines("Too few training images to judge their labels."));
    } else {
      labels(lines, found, found.labels().get(), classNames);
    }
    lines.add("");
    input(lines, found);
    return lines;
  }

  private static void near(List<String> lines, DataFindings found) {
    String by =
        format(
            "by miniatures and the features of %s, likeness %.2f or more",
            found.backbone(), found.nearFrom());
    if (found.near().isEmpty()) {
      lines.addAll(Wrap.lines("No two images show nearly the same, " + by + "."));
      return;
    }
    DataFindings.NearCounts counts = found.nearCounts();
    lines.addAll(
        Wrap.lines(
            format(
                "%,d pairs of images show nearly the same, %,d in two splits, %,d in two classes"
                    + " (%s). In one split and class such images only count twice:",
                counts.pairs(), counts.acrossSplits(), counts.conflictingLabels(), by)));
    found.near().stream()
        .sorted(Comparator.comparingInt(DataFindings.Near::harm).reversed()) // what harms most
        .limit(LISTED)
        .forEach(pair -> lines.addAll(Wrap.hanging("  ", describe(pair))));
    more(lines, counts.pairs(), found.near().size());
  }

  private static String describe(DataFindings.Near pair) {
    return format(
        "%.3f%c%s = %s%s",
        pair.likeness(),
        Wrap.NO_BREAK,
        describe(pair.first()),
        describe(pair.second()),
        pair.conflictingLabels() ? ", of two classes" : "");
  }

  private static String describe(DataReport.Copy image) {
    return image.name() + " (" + image.split().word() + ")";
  }

  private static void labels(
      List<String> lines, DataFindings found, DataFindings.Labels labels, List<String> classNames) {
    String probe =
        format(
            "A probe on %s, fitted without the image it judges, agrees with %.1f %% of %,d"
                + " training labels",
            found.backbone(), 100 * labels.accuracy(), labels.images());
    if (labels.suspects().isEmpty()) {
      lines.addAll(Wrap.lines(probe + " and finds none of the others very unlikely."));
      return;
    }
    lines.addAll(
        Wrap.lines(
            format(
                "%s. It finds the labels of %,d others very unlikely. The likeliest mistakes"
                    + " come first. The more accurate the probe, the more reliable the list:",
                probe, labels.suspects().size())));
    labels.suspects().stream()
        .limit(LISTED)
        .forEach(s -> lines.addAll(Wrap.hanging("  ", describe(s, classNames))));
    more(lines, labels.suspects().size(), labels.suspects().size());
  }

  private static String describe(DataFindings.Suspect suspect, List<String> classNames) {
    return format(
        "%s: given as %s (%.3f), looks like %s (%.3f)",
        suspect.image().name(),
        classNames.get(suspect.image().label()),
        suspect.given(),
        classNames.get(suspect.believed()),
        suspect.confidence());
  }

  /** {@code written}: how many {@code --json} writes. */
  private static void more(List<String> lines, long all, int written) {
    if (all > LISTED) {
      String which = written == all ? "all" : format("%,d, what harms most before others", written);
      lines.add(format("  and %,d more; --json FILE writes %s", all - LISTED, which));
    }
  }

  private static void input(List<String> lines, DataFindings found) {
    DataFindings.Input input = found.input();
    String seen =
        format(
            "After preprocessing %,d training images have mean %s and std %s (R, G, B).",
            input.images(), join(input.mean()), join(input.std()));
    if (input.spread().isEmpty()) {
      lines.addAll(Wrap.lines(seen)); // a first layer without statistics of its images
      return;
    }
    lines.addAll(
        Wrap.lines(
            seen
                + format(
                    " The first layer's outputs vary %.2f times as much as the statistics in its"
                        + " weights say (quartiles %.2f to %.2f): %s.",
                    input.spread().get(1),
                    input.spread().get(0),
                    input.spread().get(2),
                    input.foreign() ? "that does not fit" : "that fits")));
  }

  private static String join(List<Double> values) {
    return String.join(" ", values.stream().map(value -> format("%.2f", value)).toList());
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}

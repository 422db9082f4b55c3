package dev.graft.app.report.text;

import dev.graft.compare.check.DataFindings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** What a look through a backbone found that makes figures less than they seem. */
public final class FeatureWarnings {

  private FeatureWarnings() {}

  /** Warnings in plain words without a full stop; empty when all is well. */
  public static List<String> of(DataFindings found, List<String> classNames) {
    var warnings = new ArrayList<String>();
    across(warnings, found);
    conflicts(warnings, found);
    labels(warnings, found, classNames);
    if (found.input().foreign()) {
      warnings.add(foreign(found));
    }
    return warnings;
  }

  private static void across(List<String> warnings, DataFindings found) {
    List<DataFindings.Near> pairs = pairs(found, DataFindings.Near::acrossSplits);
    if (pairs.isEmpty()) {
      return;
    }
    int heldOut = found.nearCounts().heldOut();
    warnings.add(
        format(
            "%,d %s to show nearly what an image of another split shows (%s): the network was"
                + " trained on nearly the same images, so accuracy is too high; keep what"
                + " belongs together in one"
                + " split, by folders or by a CSV's column split",
            heldOut,
            heldOut == 1 ? "held-out image seems" : "held-out images seem",
            name(pairs.get(0))));
  }

  private static void conflicts(List<String> warnings, DataFindings found) {
    List<DataFindings.Near> pairs = pairs(found, DataFindings.Near::conflictingLabels);
    long count = found.nearCounts().conflictingLabels();
    if (!pairs.isEmpty()) {
      warnings.add(
          format(
              "%,d %s of two classes (%s): one of the labels is wrong or the classes overlap, and"
                  + " no classifier can classify both correctly; check them and correct the labels",
              count,
              count == 1
                  ? "pair of images that show nearly the same is"
                  : "pairs of images that show nearly the same are",
              name(pairs.get(0))));
    }
  }

  private static void labels(List<String> warnings, DataFindings found, List<String> classNames) {
    List<DataFindings.Suspect> suspects =
        found.labels().map(DataFindings.Labels::clear).orElse(List.of());
    if (!found.labels().map(DataFindings.Labels::doubtful).orElse(false)) {
      return;
    }
    DataFindings.Suspect first = suspects.get(0);
    warnings.add(
        format(
            "%,d of %,d training images look mislabelled (%s, given as %s, looks like %s): wrong"
                + " labels cost accuracy, and in held-out images they hide it; check them"
                + " (\"graft inspect\" lists them) and move the files to the right folder",
            suspects.size(),
            found.labels().orElseThrow().images(),
            first.image().name(),
            classNames.get(first.image().label()),
            classNames.get(first.believed())));
  }

  private static String foreign(DataFindings found) {
    List<Double> spread = found.input().spread();
    return format(
        "what the first layer of %s makes of these images varies %.2g times as much as the"
            + " statistics in its weights say (quartiles %.2g to %.2g): the mean and std of the"
            + " preprocessing are not"
            + " those of the weights, or the images are unlike those they were trained on; frozen"
            + " stages then give poor features; put mean and std into the weight file"
            + " (docs/guide/weights.md), or let more stages learn",
        found.backbone(), spread.get(1), spread.get(0), spread.get(2));
  }

  private static List<DataFindings.Near> pairs(
      DataFindings found, Predicate<DataFindings.Near> which) {
    return found.near().stream().filter(which).toList();
  }

  private static String name(DataFindings.Near pair) {
    return pair.first().name() + " = " + pair.second().name();
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}

package dev.graft.app.report.text;

import dev.graft.app.report.json.Inspection;
import dev.graft.data.DataReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What is in a set of images, for a terminal. */
public final class InspectionReport {

  private static final int LISTED_DUPLICATES = 20;

  private static final String MORE =
      "--backbone NAME would look for near-duplicates and wrong labels, too.";

  private InspectionReport() {}

  /**
   * Classes, splits, sizes, formats, unreadable images, duplicates, what features showed, and
   * warnings.
   */
  public static List<String> lines(Inspection inspection) {
    DataReport report = inspection.scan();
    var lines = new ArrayList<String>();
    lines.add(
        format(
            "%s: %,d classes, %,d images",
            report.name(), report.classNames().size(), report.images()));
    lines.add("");
    lines.addAll(classes(report));
    lines.add("");
    lines.addAll(splits(report));
    report.splits().forEach(split -> lines.addAll(formats(split)));
    lines.add("");
    unreadable(lines, report);
    duplicates(lines, report.duplicates());
    lines.add("");
    if (inspection.features().isPresent()) {
      lines.addAll(FeatureFindings.lines(inspection.features().get(), report.classNames()));
    } else {
      lines.addAll(Wrap.lines(MORE));
    }
    if (!inspection.warnings().isEmpty() || !report.notes().isEmpty()) {
      lines.add("");
    }
    inspection.warnings().forEach(w -> lines.addAll(Wrap.hanging("Warning: ", w + ".")));
    report.notes().forEach(note -> lines.addAll(Wrap.hanging("Note: ", note + ".")));
    return lines;
  }

  private static List<String> classes(DataReport report) {
    var heads = new ArrayList<>(List.of("class"));
    report.splits().forEach(split -> heads.add(split.split().word()));
    var table = new TextTable(heads);
    for (int k = 0; k < report.classNames().size(); k++) {
      var row = new ArrayList<>(List.of(report.classNames().get(k)));
      for (DataReport.SplitReport split : report.splits()) {
        row.add(format("%,d", split.perClass().get(k)));
      }
      table.add(row);
    }
    return table.lines();
  }

  private static List<String> splits(DataReport report) {
    var table =
        new TextTable(
            List.of("split", "images", "imbalance", "width", "median", "height", "median"));
    for (DataReport.SplitReport split : report.splits()) {
      var row = new ArrayList<String>();
      row.add(split.split().word());
      row.add(format("%,d", split.images()));
      row.add(format("%.1f", split.imbalance()));
      if (split.sizes().isPresent()) {
        DataReport.Sizes sizes = split.sizes().get();
        row.add(range(sizes.minWidth(), sizes.maxWidth()));
        row.add(String.valueOf(sizes.medianWidth()));
        row.add(range(sizes.minHeight(), sizes.maxHeight()));
        row.add(String.valueOf(sizes.medianHeight()));
      } else {
        row.addAll(List.of("-", "-", "-", "-"));
      }
      table.add(row);
    }
    return table.lines();
  }

  private static String range(int low, int high) {
    return low == high ? String.valueOf(low) : low + "-" + high;
  }

  private static List<String> formats(DataReport.SplitReport split) {
    String text =
        split.formats().entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
            .map(entry -> format("%s%c%,d", entry.getKey(), Wrap.NO_BREAK, entry.getValue()))
            .collect(Collectors.joining(", "));
    return Wrap.hanging("Formats in " + split.split().word() + ": ", text);
  }

  private static void unreadable(List<String> lines, DataReport report) {
    List<DataReport.Unreadable> images = report.unreadable();
    if (images.isEmpty()) {
      lines.add("Every image can be read.");
      return;
    }
    lines.add(
        format(
            "%,d of %,d images cannot be read; --skip-unreadable leaves them out:",
            images.size(), report.images()));
    images.forEach(image -> lines.addAll(Wrap.hanging("  ", image.name() + ": " + image.reason())));
  }

  private static void duplicates(List<String> lines, List<DataReport.Duplicate> duplicates) {
    if (duplicates.isEmpty()) {
      lines.add("No image is there twice.");
      return;
    }
    long across = duplicates.stream().filter(DataReport.Duplicate::acrossSplits).count();
    long conflicts = duplicates.stream().filter(DataReport.Duplicate::conflictingLabels).count();
    lines.add(
        format(
            "%,d images are there more than once, %,d in several splits, %,d in several classes:",
            duplicates.size(), across, conflicts));
    duplicates.stream()
        .limit(LISTED_DUPLICATES)
        .forEach(duplicate -> lines.addAll(Wrap.hanging("  ", describe(duplicate))));
    if (duplicates.size() > LISTED_DUPLICATES) {
      lines.add(format("  and %,d more", duplicates.size() - LISTED_DUPLICATES));
    }
  }

  private static String describe(DataReport.Duplicate duplicate) {
    String names =
        duplicate.copies().stream()
            .map(copy -> copy.name() + " (" + copy.split().word() + ")")
            .collect(Collectors.joining(" = "));
    return duplicate.conflictingLabels() ? names + ", of several classes" : names;
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}

package dev.graft.app.cli.options;

import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.terminal.Meter;
import dev.graft.app.report.text.DataWarnings;
import dev.graft.data.CrossDuplicates;
import dev.graft.data.DataReport;
import dev.graft.data.Dataset;
import dev.graft.data.ImageScan;
import dev.graft.data.image.Preprocessing;
import dev.graft.data.source.DataException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Images that were all looked at.
 *
 * @param data without what is to be left out
 * @param scan of what is left
 */
public record Images(Dataset data, DataReport scan) {

  private static final int LISTED = 20;

  /**
   * Decodes every image once.
   *
   * @throws DataException naming unreadable images, unless they are to be skipped
   */
  public static Images check(
      Dataset data, boolean skipUnreadable, CrossDuplicates across, int threads, Console console)
      throws DataException {
    DataReport report = scan(data, threads, console);
    if (!skipUnreadable && report.unreadable().size() > 1) {
      list(report.unreadable(), console);
      throw new DataException(
          data.location(),
          "%,d of %,d images cannot be read".formatted(report.unreadable().size(), report.images()),
          "repair or remove them, or leave them out with --skip-unreadable");
    }
    Dataset checked = data.checked(skipUnreadable, across, report);
    return new Images(
        checked, across == CrossDuplicates.MOVE ? report.withoutTrainingCopies() : report);
  }

  /** One line each, as far as these are read. */
  private static void list(List<DataReport.Unreadable> unreadable, Console console) {
    unreadable.stream()
        .sorted(Comparator.comparing(DataReport.Unreadable::name))
        .limit(LISTED)
        .forEach(image -> console.tell("  %s: %s", image.name(), image.reason()));
    if (unreadable.size() > LISTED) {
      console.tell("  and %,d more; \"graft inspect\" lists all", unreadable.size() - LISTED);
    }
  }

  /** What a reader of results must know; {@code seen} is what the backbone makes of the images. */
  public List<String> warnings(Preprocessing seen) {
    return DataWarnings.of(scan, seen);
  }

  /** The same for images to train on. */
  List<String> trainingWarnings(Preprocessing seen) {
    var warnings = new ArrayList<>(warnings(seen));
    warnings.addAll(DataWarnings.ofTraining(scan));
    return warnings;
  }

  /** Says them. */
  public static void tell(List<String> warnings, Console console) {
    warnings.forEach(warning -> console.tell("graft: warning: %s", warning));
  }

  /** Scans with a meter. */
  public static DataReport scan(Dataset data, int threads, Console console) throws DataException {
    int total =
        data.train().size()
            + data.validation().map(images -> images.size()).orElse(0)
            + data.test().map(images -> images.size()).orElse(0);
    try (Meter meter = Meter.start(console, "Checking images", total, "images")) {
      return ImageScan.scan(data, threads, meter::at);
    }
  }
}

package dev.graft.app.cli;

import dev.graft.app.report.DataWarnings;
import dev.graft.data.CrossDuplicates;
import dev.graft.data.DataException;
import dev.graft.data.DataReport;
import dev.graft.data.Dataset;
import dev.graft.data.ImageScan;
import dev.graft.data.Preprocessing;
import java.util.ArrayList;
import java.util.List;

/**
 * Images that were all looked at.
 *
 * @param data without what is to be left out
 * @param scan of what is left
 */
record Images(Dataset data, DataReport scan) {

  /**
   * Decodes every image once.
   *
   * @throws DataException naming unreadable images, unless they are to be skipped
   */
  static Images check(
      Dataset data, boolean skipUnreadable, CrossDuplicates across, int threads, Console console)
      throws DataException {
    DataReport report = scan(data, threads, console);
    Dataset checked = data.checked(skipUnreadable, across, report);
    return new Images(
        checked, across == CrossDuplicates.MOVE ? report.withoutTrainingCopies() : report);
  }

  /** What a reader of results must know; {@code seen} is what the backbone makes of the images. */
  List<String> warnings(Preprocessing seen) {
    return DataWarnings.of(scan, seen);
  }

  /** The same for images to train on. */
  List<String> trainingWarnings(Preprocessing seen) {
    var warnings = new ArrayList<>(warnings(seen));
    warnings.addAll(DataWarnings.ofTraining(scan));
    return warnings;
  }

  /** Says them. */
  static void tell(List<String> warnings, Console console) {
    warnings.forEach(warning -> console.tell("graft: warning: %s", warning));
  }

  /** Scans with a meter. */
  static DataReport scan(Dataset data, int threads, Console console) throws DataException {
    int total =
        data.train().size()
            + data.validation().map(images -> images.size()).orElse(0)
            + data.test().map(images -> images.size()).orElse(0);
    try (Meter meter = Meter.start(console, "Looking at images", total, "images")) {
      return ImageScan.scan(data, threads, meter::at);
    }
  }
}

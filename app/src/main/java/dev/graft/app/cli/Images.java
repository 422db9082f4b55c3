package dev.graft.app.cli;

import dev.graft.app.report.DataWarnings;
import dev.graft.data.DataException;
import dev.graft.data.DataReport;
import dev.graft.data.Dataset;
import dev.graft.data.ImageScan;
import dev.graft.data.Preprocessing;
import java.util.List;

/**
 * Images that were all looked at.
 *
 * @param data without unreadable ones, where these are to be skipped
 * @param warnings what the scan found that a reader of results must know
 */
record Images(Dataset data, List<String> warnings) {

  /**
   * Decodes every image once; {@code seen} is what the backbone will make of them.
   *
   * @throws DataException naming unreadable images, unless they are to be skipped
   */
  static Images check(
      Dataset data, Preprocessing seen, boolean skipUnreadable, int threads, Console console)
      throws DataException {
    DataReport report = scan(data, threads, console);
    Dataset checked = data.checked(skipUnreadable, report);
    List<String> warnings = DataWarnings.of(report, seen);
    warnings.forEach(warning -> console.tell("graft: warning: %s", warning));
    return new Images(checked, warnings);
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

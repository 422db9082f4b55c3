package dev.graft.app.cli.run;

import dev.graft.app.cli.results.RunFolder;
import dev.graft.app.cli.values.OutputException;
import dev.graft.app.report.html.Report;
import dev.graft.app.report.json.ReportMaterial;
import dev.graft.compare.curve.CurveRecord;
import dev.graft.compare.record.ComparisonRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Writes the report among the results, each file whole or not at all. */
public record ReportFiles(RunFolder folder) {

  /** What the report shows and the results do not hold. */
  static final String MATERIAL = "report.json";

  public static final String PAGE = "report.html";
  public static final String MARKDOWN = "report.md";
  public static final String PLOTS = "plots";

  /**
   * Keeps {@code material} and writes the report.
   *
   * @throws OutputException if a file cannot be written
   */
  void write(String title, ComparisonRecord record, ReportMaterial material)
      throws OutputException {
    folder.write(MATERIAL, material.json());
    writeAgain(title, record, material);
  }

  /** Writes the report of what lies here already, with the learning curve on the same images. */
  void writeAgain(String title, ComparisonRecord record, ReportMaterial material)
      throws OutputException {
    Optional<CurveRecord> curve = new StoredReport(folder).curve(record.data().fingerprint());
    write(new Report(title, folder.path().toString(), record, material, curve));
  }

  /** Writes the report of a learning curve that lies here alone. */
  void writeAgain(CurveRecord curve, ReportMaterial material) throws OutputException {
    String title = "Learning curve on " + curve.data().name();
    write(Report.of(title, folder.path().toString(), curve, material));
  }

  private void write(Report report) throws OutputException {
    folder.write(PAGE, report.html());
    folder.write(MARKDOWN, report.markdown(PLOTS));
    Path plots = folder.path().resolve(PLOTS);
    try {
      Files.createDirectories(plots);
    } catch (IOException e) {
      throw folder.refusal(plots, e);
    }
    write(new RunFolder(plots), report.plots());
  }

  /** Writes them; those that an earlier report had and this one has not go. */
  private static void write(RunFolder folder, Map<String, String> plots) throws OutputException {
    folder.sweep();
    for (Map.Entry<String, String> plot : plots.entrySet()) {
      folder.write(plot.getKey(), plot.getValue());
    }
    for (String name : Report.PLOTS) {
      if (!plots.containsKey(name)) {
        folder.delete(name);
      }
    }
  }
}

package dev.graft.app.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.app.cli.results.RunFolder;
import dev.graft.app.report.html.Report;
import dev.graft.app.report.json.Records;
import dev.graft.app.report.json.ReportMaterial;
import dev.graft.compare.record.ComparisonRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportFilesTest {

  @TempDir private Path folder;

  private List<String> plots() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(ReportFiles.PLOTS))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void plotsOfAnEarlierReportGo() throws IOException {
    var files = new ReportFiles(new RunFolder(folder));
    ComparisonRecord record = Records.comparison(1);
    files.write("Comparison", record, Records.material(record));
    assertThat(plots()).hasSizeGreaterThan(5).isSubsetOf(Report.PLOTS);
    Path plots = folder.resolve(ReportFiles.PLOTS);
    Files.writeString(plots.resolve("my-own.svg"), "<svg/>");
    String part = "recall.svg." + UUID.randomUUID() + ".part"; // of a process that was killed
    Files.writeString(plots.resolve(part), "<sv");
    files.write("Run", Records.untested(), ReportMaterial.none());
    assertThat(plots()).containsExactlyInAnyOrder("loss-by-epoch.svg", "my-own.svg");
  }
}

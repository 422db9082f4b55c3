package dev.graft.app.cli;

import dev.graft.app.report.ComparisonReader;
import dev.graft.app.report.ReportMaterial;
import dev.graft.compare.ComparisonRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The report of results that lie there, made again. */
@Command(
    name = "report",
    sortOptions = false,
    description =
        "Makes report.html, report.md and the plots again, from the files of a folder of results"
            + " alone.")
final class ReportCommand implements Callable<Integer> {

  /** What commands call their results. */
  private static final List<String> RESULTS = List.of("comparison", "run", "lesson");

  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "DIR",
      description = "folder that \"graft compare\", \"train\" or \"lesson\" wrote")
  private Path results;

  ReportCommand(Console console) {
    this.console = console;
  }

  /** Results and the name they were found under. */
  private record Found(String name, ComparisonRecord record) {}

  @Override
  public Integer call() throws IOException {
    var folder = new RunFolder(results);
    if (!Files.isDirectory(results)) {
      throw new UsageException("%s is no folder".formatted(results));
    }
    try (var lock = FolderLock.take(folder)) {
      Found found = newest();
      ReportMaterial material = material(found.record());
      new ReportFiles(folder)
          .writeAgain(title(found.name(), found.record()), found.record(), material);
      console.say(
          "Written: %s, %s and %s/",
          results.resolve(ReportFiles.PAGE), ReportFiles.MARKDOWN, ReportFiles.PLOTS);
      return 0;
    }
  }

  /** Of several the last that was begun. */
  private Found newest() throws OutputException {
    var found = new java.util.ArrayList<Found>();
    for (String name : RESULTS) {
      Path file = results.resolve(name + ".json");
      if (Files.exists(file)) {
        found.add(new Found(name, read(file, ComparisonReader::parse)));
      }
    }
    return found.stream()
        .max(Comparator.comparing(f -> f.record().started()))
        .orElseThrow(
            () ->
                new UsageException(
                    "%s holds no results: no comparison.json, run.json or lesson.json"
                        .formatted(results)));
  }

  /** What was kept for the report, if it belongs to these results. */
  private ReportMaterial material(ComparisonRecord record) throws OutputException {
    Path file = results.resolve(ReportFiles.MATERIAL);
    if (!Files.exists(file)) {
      return ReportMaterial.none();
    }
    ReportMaterial material = read(file, ReportMaterial::parse);
    return material.fingerprint().equals(record.data().fingerprint())
        ? material
        : ReportMaterial.none();
  }

  private static <T> T read(Path file, Function<String, T> parse) throws OutputException {
    try {
      return parse.apply(Files.readString(file));
    } catch (IllegalArgumentException e) {
      throw new OutputException(
          "%s cannot be used (%s); make the results again".formatted(file, e.getMessage()), e);
    } catch (NoSuchFileException e) {
      throw new OutputException("%s went away".formatted(file), e);
    } catch (IOException e) {
      throw new OutputException("%s cannot be read: %s".formatted(file, Failure.reason(e)), e);
    }
  }

  /** As the command that made them called them. */
  private static String title(String name, ComparisonRecord record) {
    String what =
        switch (name) {
          case "comparison" -> "Comparison";
          case "lesson" -> "Lesson";
          default -> record.runs().isEmpty() ? "Run" : record.runs().get(0).label();
        };
    return what + " on " + record.data().name();
  }
}

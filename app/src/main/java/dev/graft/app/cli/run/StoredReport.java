package dev.graft.app.cli.run;

import dev.graft.app.cli.results.RunFolder;
import dev.graft.app.cli.values.Failure;
import dev.graft.app.cli.values.OutputException;
import dev.graft.app.cli.values.UsageException;
import dev.graft.app.report.json.ComparisonJson;
import dev.graft.app.report.json.CurveJson;
import dev.graft.app.report.json.ReportMaterial;
import dev.graft.compare.curve.CurveRecord;
import dev.graft.compare.record.ComparisonRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The report of results that lie in a folder, made again from the files there alone. */
public record StoredReport(RunFolder folder) {

  /** What commands call the results of runs. */
  private static final List<String> RESULTS = List.of("comparison", "run", "lesson");

  /** Results and the name they were found under. */
  private record Found(String name, ComparisonRecord record) {

    /** As the command that made them called them. */
    String title() {
      String what =
          switch (name) {
            case "comparison" -> "Comparison";
            case "lesson" -> "Lesson";
            default -> record.runs().isEmpty() ? "Run" : record.runs().get(0).label();
          };
      return what + " on " + record.data().name();
    }
  }

  /** Writes the report on the results that were begun last; a learning curve alone is one too. */
  public void write() throws OutputException {
    Optional<Found> found = newest();
    if (found.isPresent()) {
      ComparisonRecord record = found.get().record();
      new ReportFiles(folder)
          .writeAgain(found.get().title(), record, material(record.data().fingerprint()));
      return;
    }
    CurveRecord curve =
        curve()
            .orElseThrow(
                () ->
                    new UsageException(
                        "%s holds no results: no comparison.json, run.json, lesson.json or"
                                .formatted(folder.path())
                            + " curve.json"));
    new ReportFiles(folder).writeAgain(curve, material(curve.data().fingerprint()));
  }

  /** Whether there are results of runs, to whose report a learning curve is added. */
  boolean hasRuns() {
    return RESULTS.stream().anyMatch(name -> Files.exists(file(name)));
  }

  /** The learning curve on these images; one that cannot be read is none of theirs. */
  Optional<CurveRecord> curve(String fingerprint) {
    try {
      return curve()
          .filter(curve -> !curve.points().isEmpty())
          .filter(curve -> curve.data().fingerprint().equals(fingerprint));
    } catch (OutputException e) {
      return Optional.empty(); // it stands in no comparison's way
    }
  }

  private Optional<CurveRecord> curve() throws OutputException {
    Path file = file(CurveRun.FILE);
    return Files.exists(file) ? Optional.of(read(file, CurveJson::parse)) : Optional.empty();
  }

  private Path file(String name) {
    return folder.path().resolve(name + ".json");
  }

  /** Of those that can be read: an old one of another format does not stand before a new one. */
  private Optional<Found> newest() throws OutputException {
    var found = new ArrayList<Found>();
    OutputException refusal = null;
    for (String name : RESULTS) {
      if (Files.exists(file(name))) {
        try {
          found.add(new Found(name, read(file(name), ComparisonJson::parse)));
        } catch (OutputException e) {
          refusal = e;
        }
      }
    }
    if (found.isEmpty() && refusal != null) {
      throw refusal;
    }
    return found.stream().max(Comparator.comparing(f -> f.record().started()));
  }

  /** What was kept for the report, if it belongs to these images. */
  private ReportMaterial material(String fingerprint) throws OutputException {
    Path file = folder.path().resolve(ReportFiles.MATERIAL);
    if (!Files.exists(file)) {
      return ReportMaterial.none();
    }
    ReportMaterial material = read(file, ReportMaterial::parse);
    return material.fingerprint().equals(fingerprint) ? material : ReportMaterial.none();
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
}

package dev.graft.app.cli.results;

import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.values.OutputException;
import dev.graft.app.report.json.ModelJson;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.train.Classifier;
import dev.graft.train.record.RunRecord;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The models of a comparison's runs, each in a folder of its own, in one among the results. */
public record AllModels(RunFolder results, Console console) {

  public static final String FOLDER = "models";

  public Path path() {
    return results.path().resolve(FOLDER);
  }

  /** Where the model of {@code run} is kept. */
  public Path path(ComparisonRecord record, RunRecord run) {
    return path().resolve(name(record, run));
  }

  private static String name(ComparisonRecord record, RunRecord run) {
    String name = run.label().replaceAll("[^A-Za-z0-9._-]", "-");
    return name + (record.seeds().size() > 1 ? "-seed-" + run.seed() : "");
  }

  public void save(ComparisonRecord record, RunRecord run, Classifier classifier) {
    folder(name(record, run)).save(record, run, classifier);
  }

  private ModelFolder folder(String name) {
    return new ModelFolder(results, FOLDER + "/" + name, console);
  }

  /** Removes those of an earlier comparison, which would pass for those of {@code record}. */
  public void deleteOlder(ComparisonRecord record) throws OutputException {
    if (!Files.isDirectory(path())) {
      return;
    }
    String started = record.started().toString();
    try (DirectoryStream<Path> models = Files.newDirectoryStream(path())) {
      for (Path model : models) {
        if (ModelJson.comparison(model).filter(other -> !other.equals(started)).isPresent()) {
          folder(model.getFileName().toString()).deleteOfComparison();
        }
      }
      Files.delete(path());
    } catch (DirectoryNotEmptyException e) {
      return; // this comparison's, or something of the user's own
    } catch (IOException e) {
      throw results.refusal(path(), e);
    }
  }
}

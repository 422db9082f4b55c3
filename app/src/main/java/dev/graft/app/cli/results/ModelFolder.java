package dev.graft.app.cli.results;

import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.values.OutputException;
import dev.graft.app.report.json.ModelJson;
import dev.graft.app.report.text.ModelCard;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.export.ExportException;
import dev.graft.export.OnnxCheck;
import dev.graft.export.OnnxFile;
import dev.graft.export.OnnxForm;
import dev.graft.files.WholeFolder;
import dev.graft.train.Classifier;
import dev.graft.train.ModelBundle;
import dev.graft.train.record.RunRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/** A model's place among the results of a command. */
public record ModelFolder(RunFolder results, String name, Console console) {

  private static final String ONNX = "model.onnx";

  /** Images of noise that the ONNX file is looked at with. */
  private static final int NOISE = 4;

  public Path path() {
    return results.path().resolve(name);
  }

  /** Before training, whose result would be lost. */
  public void check() throws OutputException {
    try {
      ModelBundle.refuseOther(path());
    } catch (IOException e) {
      throw results.refusal(path(), e);
    }
  }

  /** Removes what an earlier comparison kept here; a model of another command stays. */
  public void deleteOfComparison() throws OutputException {
    if (ModelJson.comparison(path()).isEmpty()) {
      return;
    }
    try {
      WholeFolder.delete(path());
    } catch (IOException e) {
      throw results.refusal(path(), e);
    }
  }

  /** A file that ONNX Runtime does not take as it is meant is left out: the model stays. */
  private void export(Path part, Classifier classifier) throws IOException {
    var form = OnnxForm.defaults();
    try {
      OnnxFile.write(
          part.resolve(ONNX),
          classifier,
          form,
          file ->
              OnnxCheck.compare(
                  file, classifier, form, OnnxCheck.noise(classifier, NOISE).iterator()));
    } catch (ExportException e) {
      console.tell("graft: %s was left out of %s: %s", ONNX, path(), e.getMessage());
    }
  }

  /** Keeps the model of the last run in {@code record}. */
  public void save(ComparisonRecord record, Classifier classifier) {
    RunRecord run = record.runs().get(record.runs().size() - 1);
    save(ModelJson.facts(record, run), card(record, run, classifier), classifier);
  }

  /** Keeps the model of {@code run}, one of those of a comparison. */
  public void save(ComparisonRecord record, RunRecord run, Classifier classifier) {
    save(ModelJson.factsOfComparison(record, run), card(record, run, classifier), classifier);
  }

  private static String card(ComparisonRecord record, RunRecord run, Classifier classifier) {
    return ModelCard.of(record, run, classifier.calibration());
  }

  private void save(Map<String, ?> facts, String card, Classifier classifier) {
    try {
      ModelBundle.write(path(), classifier, facts, card, part -> export(part, classifier));
    } catch (IOException e) {
      throw new UncheckedIOException(results.refusal(path(), e));
    }
  }
}

package dev.graft.app.cli.results;

import dev.graft.app.cli.values.OutputException;
import dev.graft.files.WholeFile;
import dev.graft.files.WholeFolder;
import dev.graft.train.Classifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The models of a comparison's runs until it is known whose is kept: one file of weights each, in a
 * hidden folder among the results, which outlives an interruption.
 */
public record Candidates(RunFolder results) {

  private static final String FOLDER = ".candidates";
  private static final String ENDING = ".safetensors";

  Path folder() {
    return results.path().resolve(FOLDER);
  }

  /** Where the model of that strategy lies, if it does. */
  public Path file(String label) {
    return folder().resolve(label.replaceAll("[^A-Za-z0-9._@-]+", "_") + ENDING);
  }

  /** Saves it in place of an older one, which goes first: it must not pass for this one. */
  public void save(String label, Classifier classifier) throws IOException {
    Files.createDirectories(folder());
    Files.deleteIfExists(file(label));
    classifier.save(file(label));
  }

  /** Removes them all; what is not ours stays. */
  public void clear() throws OutputException {
    try {
      WholeFolder.clear(folder(), name -> name.endsWith(ENDING) || WholeFile.isUnfinished(name));
    } catch (IOException e) {
      throw results.refusal(folder(), e);
    }
  }
}

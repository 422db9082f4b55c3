package dev.graft.app.report.json;

import dev.graft.compare.check.DataFindings;
import dev.graft.data.DataReport;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a set of images before anything is trained.
 *
 * @param features what a backbone made of them showed, where it was asked
 * @param warnings what of all this makes figures less than they seem, a sentence each
 */
public record Inspection(DataReport scan, Optional<DataFindings> features, List<String> warnings) {

  /** Copies the list. */
  public Inspection {
    warnings = List.copyOf(warnings);
  }
}

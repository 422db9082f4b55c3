package dev.graft.app.report.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.compare.Conclusions;
import dev.graft.compare.advice.Recommendation;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.train.record.RunRecord;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A comparison as JSON: everything that was measured and what it takes to measure it again. {@code
 * docs/guide/comparison-json.md} says what each field is.
 */
public final class ComparisonJson {

  /** Grows when a field changes its meaning or goes; new fields leave it. */
  private static final int FORMAT = 1;

  private static final String ORDER =
      "started complete data dataCheck model backbones settings seeds environment notes criteria conclusions"
          + " recommendation tuning runs";

  private ComparisonJson() {}

  /** The whole record, numbers in full precision, without what is known of the images. */
  public static String of(ComparisonRecord record) {
    return of(record, Optional.empty());
  }

  /** The same with what the images were found to be. */
  public static String of(ComparisonRecord record, Optional<Inspection> inspection) {
    ObjectNode root = Codec.tree(record);
    root.set("dataCheck", Codec.node(inspection.map(InspectionJson::findings)));
    root.set("conclusions", Codec.node(Conclusions.of(record)));
    root.set("recommendation", Codec.node(Recommendation.of(record)));
    for (JsonNode trial : root.at("/tuning/trials")) {
      if (!Double.isFinite(trial.path("validationLoss").asDouble())) {
        ((ObjectNode) trial).putNull("validationLoss"); // it diverged
      }
    }
    return Codec.file(FORMAT, Codec.ordered(root, ORDER));
  }

  /**
   * Reads what {@link #of} wrote, every figure to its last digit; where features were kept on disk
   * is not in it. Fields that came after the first version of the format may be missing: they are
   * then what was done before there was a choice.
   *
   * @throws IllegalArgumentException if it is something else, or of a format that is not known
   */
  public static ComparisonRecord parse(String json) {
    return Codec.record(Earlier.complete(Codec.root(json, FORMAT)), ComparisonRecord.class);
  }

  /**
   * The runs in what {@link #of} wrote.
   *
   * @param labels that they may have
   * @throws IllegalArgumentException if it is something else, or a run has another label
   */
  public static List<RunRecord> runs(String json, Collection<String> labels) {
    List<RunRecord> runs = parse(json).runs();
    for (RunRecord run : runs) {
      if (!labels.contains(run.label())) {
        throw new IllegalArgumentException(
            "a run of \"%s\", which is none of %s".formatted(run.label(), labels));
      }
    }
    return runs;
  }
}

package dev.graft.app.report.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.compare.check.DataFindings;
import dev.graft.data.DataReport;

/** An inspection as JSON; {@code docs/guide/data.md} says what each field is. */
public final class InspectionJson {

  /** Grows when a field changes its meaning or goes; new fields leave it. */
  private static final int FORMAT = 1;

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private InspectionJson() {}

  /** Everything that was found, numbers in full precision. */
  public static String of(Inspection inspection) {
    DataReport scan = inspection.scan();
    ObjectNode root = MAPPER.createObjectNode();
    root.put("format", FORMAT);
    root.put("name", scan.name());
    root.put("location", scan.location());
    ComparisonJson.texts(root.putArray("classNames"), scan.classNames());
    ArrayNode splits = root.putArray("splits");
    scan.splits().forEach(split -> split(splits.addObject(), split));
    findings(root, inspection);
    ComparisonJson.texts(root.putArray("warnings"), inspection.warnings());
    ComparisonJson.texts(root.putArray("notes"), scan.notes());
    try {
      return MAPPER.writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can be written", e);
    }
  }

  /** The images found twice and what the features showed. */
  static void findings(ObjectNode node, Inspection inspection) {
    ArrayNode duplicates = node.putArray("duplicates");
    inspection.scan().duplicates().forEach(d -> duplicate(duplicates.addObject(), d));
    node.putNull("features");
    inspection.features().ifPresent(found -> features(node.putObject("features"), found));
  }

  private static void split(ObjectNode node, DataReport.SplitReport split) {
    node.put("split", split.split().word());
    node.put("images", split.images());
    split.perClass().forEach(node.putArray("perClass")::add);
    node.put("imbalance", split.imbalance());
    split.formats().forEach(node.putObject("formats")::put);
    node.putNull("sizes");
    split
        .sizes()
        .ifPresent(
            sizes ->
                node.putObject("sizes")
                    .put("minWidth", sizes.minWidth())
                    .put("medianWidth", sizes.medianWidth())
                    .put("maxWidth", sizes.maxWidth())
                    .put("minHeight", sizes.minHeight())
                    .put("medianHeight", sizes.medianHeight())
                    .put("maxHeight", sizes.maxHeight()));
    ArrayNode unreadable = node.putArray("unreadable");
    split
        .unreadable()
        .forEach(i -> unreadable.addObject().put("name", i.name()).put("reason", i.reason()));
  }

  private static void duplicate(ObjectNode node, DataReport.Duplicate duplicate) {
    node.put("acrossSplits", duplicate.acrossSplits());
    node.put("conflictingLabels", duplicate.conflictingLabels());
    ArrayNode copies = node.putArray("copies");
    duplicate.copies().forEach(copy -> image(copies.addObject(), copy));
  }

  private static void image(ObjectNode node, DataReport.Copy image) {
    node.put("split", image.split().word()).put("name", image.name()).put("label", image.label());
  }

  private static void features(ObjectNode node, DataFindings found) {
    node.put("backbone", found.backbone());
    node.put("images", found.images());
    node.put("nearFrom", found.nearFrom());
    DataFindings.NearCounts counts = found.nearCounts();
    node.put("nearPairs", counts.pairs());
    node.put("nearAcrossSplits", counts.acrossSplits());
    node.put("nearConflictingLabels", counts.conflictingLabels());
    node.put("nearHeldOut", counts.heldOut());
    ArrayNode near = node.putArray("near");
    found.near().forEach(pair -> near(near.addObject(), pair));
    node.putNull("labels");
    found.labels().ifPresent(labels -> labels(node.putObject("labels"), labels));
    DataFindings.Input input = found.input();
    ObjectNode seen = node.putObject("input");
    seen.put("images", input.images());
    input.mean().forEach(seen.putArray("mean")::add);
    input.std().forEach(seen.putArray("std")::add);
    input.spread().forEach(seen.putArray("spread")::add);
    seen.put("foreign", input.foreign());
  }

  private static void near(ObjectNode node, DataFindings.Near pair) {
    node.put("likeness", pair.likeness());
    node.put("acrossSplits", pair.acrossSplits());
    node.put("conflictingLabels", pair.conflictingLabels());
    image(node.putObject("first"), pair.first());
    image(node.putObject("second"), pair.second());
  }

  private static void labels(ObjectNode node, DataFindings.Labels labels) {
    node.put("images", labels.images());
    node.put("accuracy", labels.accuracy());
    ArrayNode suspects = node.putArray("suspects");
    for (DataFindings.Suspect suspect : labels.suspects()) {
      ObjectNode entry = suspects.addObject();
      image(entry, suspect.image());
      entry.put("believed", suspect.believed());
      entry.put("confidence", suspect.confidence());
      entry.put("given", suspect.given());
      entry.put("ratio", suspect.ratio());
    }
  }
}

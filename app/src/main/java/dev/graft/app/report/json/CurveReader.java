package dev.graft.app.report.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.graft.compare.curve.CurvePoint;
import dev.graft.compare.curve.CurveRecord;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/** Reads a learning curve's JSON back, so that its picture and its page can be made again. */
public final class CurveReader {

  private static final JsonMapper MAPPER = new JsonMapper();

  private CurveReader() {}

  /**
   * What {@link CurveJson#of} wrote; what was made of the points is not read but made again.
   *
   * @throws IllegalArgumentException if it is something else, or of a format that is not known
   */
  public static CurveRecord parse(String json) {
    try {
      JsonNode root = MAPPER.readTree(json);
      int format = root.path("format").asInt();
      if (format != CurveJson.FORMAT) {
        throw new IllegalArgumentException(
            "its format is %s; this Graft reads %d"
                .formatted(root.path("format").asText("none"), CurveJson.FORMAT));
      }
      return new CurveRecord(
          Instant.parse(RunReader.text(root, "started")),
          ComparisonReader.data(root.required("data")),
          ComparisonReader.model(root.required("model")),
          ComparisonReader.settings(root),
          RunReader.list(root.required("strategies"), JsonNode::asText),
          RunReader.list(root.required("sizes"), JsonNode::asInt),
          RunReader.list(root.required("seeds"), JsonNode::asLong),
          ComparisonReader.environment(root.required("environment")),
          RunReader.list(root.required("notes"), JsonNode::asText),
          RunReader.list(root.required("points"), CurveReader::point),
          root.required("complete").asBoolean());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("it is not JSON", e); // whose own words are many lines
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("its start time is not a time", e);
    }
  }

  private static CurvePoint point(JsonNode point) {
    return new CurvePoint(
        point.required("size").asInt(),
        RunReader.text(point, "strategy"),
        point.required("seed").asLong(),
        point.required("epochs").asInt(),
        point.required("steps").asInt(),
        point.required("total").asInt(),
        RunReader.list(point.required("wrong"), JsonNode::asInt),
        point.has("parts")
            ? RunReader.list(point.required("parts"), JsonNode::asDouble)
            : List.of(),
        RunReader.number(point, "seconds"),
        point.required("foundFeatures").asBoolean());
  }
}

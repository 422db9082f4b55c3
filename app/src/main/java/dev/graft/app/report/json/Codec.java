package dev.graft.app.report.json;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.stream.Collectors;

/**
 * Records as JSON and back, by Jackson: a field for each component. {@link Fields} says where files
 * have it otherwise, {@link Values} how values that are no records look, {@link Earlier} what older
 * files leave out. Every figure is kept to its last digit; what is no number is written as a word,
 * which reads as one again.
 */
public final class Codec {

  private static final String FORMAT = "format";

  /** Of a value in a message; more of it helps nobody. */
  private static final int SHOWN = 60;

  private static final JsonMapper PLAIN =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .annotationIntrospector(new Naming())
          .addModule(Values.module())
          .build();

  private static final JsonMapper MAPPER =
      PLAIN.rebuild().addModule(EvaluationWriter.module(PLAIN)).build();

  private Codec() {}

  /** A record's tree. */
  public static ObjectNode tree(Object record) {
    return MAPPER.valueToTree(record);
  }

  /** The tree of a list, or of what there may be none of. */
  static JsonNode node(Object value) {
    return MAPPER.valueToTree(value);
  }

  /** The text of a tree, a record or a map, in lines and with one at the end. */
  public static String text(Object value) {
    try {
      return MAPPER.writeValueAsString(value) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records of plain values can be written", e);
    }
  }

  /** The text of a file: {@code format} and then {@code fields}. */
  static String file(int format, ObjectNode fields) {
    return text(ordered(fields.put(FORMAT, format), FORMAT));
  }

  /** The same fields, {@code first} before the others. */
  static ObjectNode ordered(ObjectNode node, String first) {
    var all = new LinkedHashMap<String, JsonNode>();
    for (String field : first.split(" ", -1)) {
      all.put(field, node.get(field));
    }
    node.properties().forEach(field -> all.putIfAbsent(field.getKey(), field.getValue()));
    all.values().removeIf(value -> value == null);
    return (ObjectNode) node.objectNode().setAll(all);
  }

  /**
   * The tree of a file of that format.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static ObjectNode root(String json, int format) {
    JsonNode root = parse(json);
    if (root instanceof ObjectNode object && root.path(FORMAT).asInt() == format) {
      return object;
    }
    throw new IllegalArgumentException(
        "its format is %s; this Graft reads %d"
            .formatted(root.path(FORMAT).asText("none"), format));
  }

  static JsonNode parse(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("it is not JSON", e); // whose own words are many lines
    }
  }

  /**
   * The record that a tree is of.
   *
   * @throws IllegalArgumentException naming the field that is missing or no such thing
   */
  static <T> T record(JsonNode tree, Class<T> type) {
    try {
      return PLAIN.treeToValue(tree, type);
    } catch (JsonMappingException e) {
      throw new IllegalArgumentException(reason(e, tree), e);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree was parsed already", e);
    }
  }

  /** Jackson's own words name classes and go over many lines. */
  private static String reason(JsonMappingException e, JsonNode tree) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof IllegalArgumentException) {
        return cause.getMessage(); // a record that refused its values says it best
      }
    }
    String pointer =
        e.getPath().stream()
            .map(at -> "/" + (at.getFieldName() == null ? at.getIndex() : at.getFieldName()))
            .collect(Collectors.joining());
    JsonNode value = tree.at(JsonPointer.compile(pointer));
    String field = pointer.replaceFirst("/", "").replaceAll("/(\\d+)", "[$1]").replace('/', '.');
    String text = value.toString();
    String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    return value.isMissingNode()
        ? "it has no \"%s\"".formatted(field)
        : "its \"%s\" cannot be %s".formatted(field, shown);
  }
}

package dev.graft.app.report.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.torch.Precision;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A command under way as it is kept beside its results, so that it can be gone on with.
 *
 * @param name of the command, such as {@code train}
 * @param arguments as they were given, without the name
 * @param folder in which it was given: relative paths are meant from there
 * @param graft version that began it
 * @param precision that was chosen, and {@code threads} of the network: others give other digits
 * @param begunIn the precision it was begun in, where it was gone on with in another
 * @param fingerprint of the images
 * @param weightsSha256 of the backbone's weights
 */
public record BegunCommand(
    String name,
    List<String> arguments,
    String folder,
    String graft,
    String precision,
    Optional<String> begunIn,
    int threads,
    String fingerprint,
    String weightsSha256,
    Instant started) {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** Grows when state of an older kind cannot be gone on with. */
  private static final int FORMAT = 2;

  public BegunCommand {
    arguments = List.copyOf(arguments);
    Precision.named(precision); // refuses others
    begunIn.ifPresent(Precision::named);
  }

  /** The same, gone on with in another precision, {@code now}, from here on. */
  public BegunCommand goingOnIn(String now) {
    return new BegunCommand(
        name,
        arguments,
        folder,
        graft,
        now,
        Optional.of(begunIn.orElse(precision)),
        threads,
        fingerprint,
        weightsSha256,
        started);
  }

  /** What belongs to its results. */
  public List<String> notes() {
    return begunIn
        .map(
            before ->
                "begun in %s, and gone on with in %s on a processor without it: the numbers are not those of either alone"
                    .formatted(before, precision))
        .stream()
        .toList();
  }

  /** As JSON, which {@link #parse} reads. */
  public String json() {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("format", FORMAT);
    root.put("command", name);
    ComparisonJson.texts(root.putArray("arguments"), arguments);
    root.put("folder", folder);
    root.put("graft", graft);
    root.put("precision", precision);
    begunIn.ifPresent(before -> root.put("begunIn", before));
    root.put("threads", threads);
    root.put("fingerprint", fingerprint);
    root.put("weightsSha256", weightsSha256);
    root.put("started", started.toString());
    try {
      return MAPPER.writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can be written", e);
    }
  }

  /**
   * Reads what {@link #json} wrote.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static BegunCommand parse(String json) {
    try {
      JsonNode root = MAPPER.readTree(json);
      if (root.path("format").asInt() != FORMAT) {
        throw new IllegalArgumentException(
            ("it was started with Graft %s, whose state this version cannot read: finish it with"
                    + " that version")
                .formatted(root.path("graft").asText("unknown")));
      }
      var arguments = new ArrayList<String>();
      root.required("arguments").forEach(argument -> arguments.add(argument.asText()));
      return new BegunCommand(
          root.required("command").asText(),
          arguments,
          root.required("folder").asText(),
          root.required("graft").asText(),
          root.required("precision").asText(),
          Optional.ofNullable(root.get("begunIn")).map(JsonNode::asText),
          root.required("threads").asInt(),
          root.required("fingerprint").asText(),
          root.required("weightsSha256").asText(),
          Instant.parse(root.required("started").asText()));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("it is not JSON", e); // whose own words are many lines
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("its start time is not a time", e);
    }
  }

  /** The words of the command, for people: {@code graft train photos --epochs 3}. */
  public String line() {
    return line(name, arguments);
  }

  /** The same of a command that keeps no state. */
  public static String line(String name, List<String> arguments) {
    return "graft " + name + " " + String.join(" ", arguments.stream().map(w -> word(w)).toList());
  }

  /** {@code text} as a word for a shell. */
  public static String word(String text) {
    return text.matches("[A-Za-z0-9_@%+=:,./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}

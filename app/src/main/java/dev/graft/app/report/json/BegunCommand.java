package dev.graft.app.report.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.torch.Precision;
import java.time.Instant;
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
    return Codec.file(FORMAT, Codec.tree(this));
  }

  /**
   * Reads what {@link #json} wrote.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static BegunCommand parse(String json) {
    JsonNode root = Codec.parse(json);
    if (root.path("format").asInt() != FORMAT) {
      throw new IllegalArgumentException(
          "it was started with Graft %s, whose state this version cannot read: finish it with that version"
              .formatted(root.path("graft").asText("unknown")));
    }
    return Codec.record(root, BegunCommand.class);
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

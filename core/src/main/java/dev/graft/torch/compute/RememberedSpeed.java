package dev.graft.torch.compute;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.files.WholeFile;
import dev.graft.torch.MeasuredSpeed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@link MachineSpeed} found, kept in a JSON file of {@code {machine: [rates]}}. The file is a
 * convenience: one that cannot be read is as good as none, and one that cannot be written is not.
 */
public record RememberedSpeed(Path file) {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .build();

  /** What was measured on {@code machine}, a text that names all that the result depends on. */
  public Optional<MeasuredSpeed> find(String machine) {
    try {
      return Optional.of(all().path(machine))
          .filter(JsonNode::isArray)
          .map(rates -> MAPPER.convertValue(rates, MeasuredSpeed.Rate[].class))
          .map(rates -> new MeasuredSpeed(List.of(rates)));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // not there, or not ours
    }
  }

  /**
   * Keeps {@code result} beside those of other machines that share the file.
   *
   * @return whether it is kept
   */
  public boolean keep(String machine, MeasuredSpeed result) {
    ObjectNode all = all();
    all.set(machine, MAPPER.valueToTree(result.rates()));
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      WholeFile.write(file, MAPPER.writeValueAsString(all) + "\n");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private ObjectNode all() {
    try {
      return MAPPER.readTree(Files.readString(file)) instanceof ObjectNode object
          ? object
          : MAPPER.createObjectNode();
    } catch (IOException e) {
      return MAPPER.createObjectNode(); // not there yet, or damaged: then it is written anew
    }
  }
}

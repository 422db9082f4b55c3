package dev.graft.torch.compute;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.files.WholeFile;
import dev.graft.torch.MeasuredSpeed;
import dev.graft.torch.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@link MachineSpeed} found, kept in a JSON file of {@code {machine: [rates]}}. The file is a
 * convenience: one that cannot be read is as good as none, and one that cannot be written is not.
 */
public record RememberedSpeed(Path file) {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** What was measured on {@code machine}, a text that names all that the result depends on. */
  public Optional<MeasuredSpeed> find(String machine) {
    try {
      return Optional.of(new MeasuredSpeed(rates(all().path(machine))));
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
    var array = all.putArray(machine);
    for (MeasuredSpeed.Rate rate : result.rates()) {
      array
          .addObject()
          .put("precision", rate.precision().id())
          .put("threads", rate.threads())
          .put("forward", rate.forward())
          .put("training", rate.training());
    }
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
      if (MAPPER.readTree(Files.readString(file)) instanceof ObjectNode object) {
        return object;
      }
    } catch (IOException e) {
      // Not there yet, or damaged: then it is written anew.
      return MAPPER.createObjectNode();
    }
    return MAPPER.createObjectNode();
  }

  private static List<MeasuredSpeed.Rate> rates(JsonNode array) {
    var rates = new ArrayList<MeasuredSpeed.Rate>();
    for (JsonNode rate : array) {
      rates.add(
          new MeasuredSpeed.Rate(
              Precision.named(rate.path("precision").asText()),
              rate.path("threads").asInt(),
              rate.path("forward").asDouble(),
              rate.path("training").asDouble()));
    }
    return rates;
  }
}

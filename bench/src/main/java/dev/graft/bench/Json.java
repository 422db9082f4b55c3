package dev.graft.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;

/** Reads results. */
final class Json {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Json() {}

  static JsonNode read(Path file) throws IOException {
    return MAPPER.readTree(file.toFile());
  }

  /** The JSON in the last line of what a program printed. */
  static JsonNode lastLine(String output) throws IOException {
    String trimmed = output.strip();
    return MAPPER.readTree(trimmed.substring(trimmed.lastIndexOf('\n') + 1));
  }
}

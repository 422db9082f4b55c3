package dev.graft.torch.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.graft.files.Digest;
import dev.graft.files.pickle.UnknownClass;
import dev.graft.torch.WeightFileException;
import dev.graft.torch.tensors.StoredTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Weights in several files, as the Hugging Face hub keeps large ones: an index {@code
 * NAME.index.json} whose {@code weight_map} says which file beside it has which tensor.
 */
final class ShardIndex {

  static final String ENDING = ".index.json";

  private static final long MOST_BYTES = 16 << 20;

  private ShardIndex() {}

  /** All tensors that the index names; its checksum is that over the checksums of the files. */
  static WeightFile read(Path index) throws IOException {
    Map<String, String> places = places(index);
    Digest digest = Digest.sha256();
    Map<String, WeightFile> files = new HashMap<>();
    for (String name : new TreeSet<>(places.values())) {
      Path file = index.resolveSibling(name);
      if (!Files.isRegularFile(file)) {
        throw new WeightFileException(
            index, "names " + name + ", which is not beside it; bring that file too");
      }
      files.put(name, WeightFile.read(file));
      digest.add(files.get(name).sha256());
    }
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, String> place : places.entrySet()) {
      StoredTensor tensor = files.get(place.getValue()).tensors().get(place.getKey());
      if (tensor == null) {
        throw new WeightFileException(
            index,
            "says that %s has %s, which it lacks".formatted(place.getValue(), place.getKey()));
      }
      tensors.put(place.getKey(), tensor);
    }
    return new WeightFile(index, digest.hex(), tensors, Map.of(), Map.<String, UnknownClass>of());
  }

  private static Map<String, String> places(Path index) throws IOException {
    if (Files.isRegularFile(index) && Files.size(index) > MOST_BYTES) {
      throw new WeightFileException(index, "is too large for an index of weight files");
    }
    JsonNode map;
    try {
      map = new JsonMapper().readTree(Files.readAllBytes(index)).path("weight_map");
    } catch (JsonProcessingException e) {
      throw new WeightFileException(index, "is not JSON", e);
    }
    Map<String, String> places = new LinkedHashMap<>();
    map.properties().forEach(entry -> places.put(entry.getKey(), entry.getValue().asText()));
    for (String file : places.values()) {
      if (!file.matches("[A-Za-z0-9_-][A-Za-z0-9._-]*") || file.endsWith(ENDING)) {
        throw new WeightFileException(index, "names \"" + file + "\", which is no file beside it");
      }
    }
    if (places.isEmpty()) {
      throw new WeightFileException(index, "has no weight_map, which says where tensors are");
    }
    return places;
  }
}

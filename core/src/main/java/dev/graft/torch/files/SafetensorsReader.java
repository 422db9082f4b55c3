package dev.graft.torch.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.graft.torch.WeightFileException;
import dev.graft.torch.tensors.ElementType;
import dev.graft.torch.tensors.StoredTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the safetensors form: 8 bytes little-endian header length, a JSON header, the elements.
 *
 * <p>As strict as the reference implementation: tensors lie one after another from the first byte
 * after the header to the last of the file, without gap or overlap.
 */
final class SafetensorsReader {

  /**
   * Room for 80,000 tensors; ResNet-152 has a thousand. The reference implementation allows 100 MB,
   * whose tensors would take seconds and a gigabyte to list.
   */
  private static final long MAX_HEADER = 8_000_000;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // A file's names are no vocabulary worth keeping between files.
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private final FileBytes file;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  SafetensorsReader(FileBytes file) {
    this.file = file;
  }

  /** One line of the header; offsets count from the end of the header. */
  private record Entry(String name, ElementType type, List<Long> shape, long begin, long end) {}

  static boolean recognises(ByteBuffer head) {
    return head.remaining() > 8 && head.get(8) == '{' && head.get(7) == 0 && head.get(6) == 0;
  }

  WeightFile read() throws IOException {
    long length = file.slice(0, 8, "the header's length").order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 0 || length > MAX_HEADER) {
      throw broken("the header claims %d bytes, the limit is %d".formatted(length, MAX_HEADER));
    }
    byte[] header = new byte[(int) Math.min(length, file.size())];
    file.slice(8, length, "the header").get(header);
    Map<String, String> metadata = new LinkedHashMap<>();
    try (JsonParser json = JSON.createParser(header)) {
      readHeader(json, metadata);
    } catch (WeightFileException e) {
      throw e;
    } catch (IOException e) {
      throw new WeightFileException(file.path(), "damaged safetensors header: " + firstLine(e), e);
    }
    checkLayout(8 + length);
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    for (Entry e : entries.values()) {
      ByteBuffer bytes = file.slice(8 + length + e.begin(), e.end() - e.begin(), e.name());
      tensors.put(e.name(), StoredTensor.of(e.name(), e.type(), longs(e.shape()), bytes));
    }
    return new WeightFile(file, tensors, metadata, Map.of());
  }

  private void readHeader(JsonParser json, Map<String, String> metadata) throws IOException {
    expect(json.nextToken(), JsonToken.START_OBJECT, "the header");
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      expect(json.nextToken(), JsonToken.START_OBJECT, name);
      if (name.equals("__metadata__")) {
        while (json.nextToken() != JsonToken.END_OBJECT) {
          String key = json.currentName();
          expect(json.nextToken(), JsonToken.VALUE_STRING, "__metadata__." + key);
          metadata.put(key, json.getText());
        }
      } else {
        entries.put(name, readEntry(json, name));
      }
    }
    if (json.nextToken() != null) {
      throw broken("something follows the header's closing brace");
    }
  }

  private Entry readEntry(JsonParser json, String name) throws IOException {
    String type = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "dtype" -> {
          expect(value, JsonToken.VALUE_STRING, name + ".dtype");
          type = json.getText();
        }
        case "shape" -> shape = readLongs(json, name + ".shape");
        case "data_offsets" -> offsets = readLongs(json, name + ".data_offsets");
        default -> json.skipChildren();
      }
    }
    if (type == null || shape == null || offsets == null || offsets.size() != 2) {
      throw broken(name + " lacks one of dtype, shape and data_offsets [begin, end]");
    }
    return checked(name, type, shape, offsets.get(0), offsets.get(1));
  }

  private Entry checked(String name, String typeName, List<Long> shape, long begin, long end)
      throws WeightFileException {
    ElementType type = ElementType.named(typeName).orElse(null);
    if (type == null) {
      throw new WeightFileException(
          file.path(), name + " holds " + typeName + ", an element type Graft does not read");
    }
    long bytes = StoredTensor.byteCount(type, longs(shape));
    if (begin < 0 || end < begin || bytes < 0 || bytes != end - begin) {
      throw broken(
          "%s %s%s does not fit its data_offsets [%d, %d]"
              .formatted(name, type, shape, begin, end));
    }
    return new Entry(name, type, shape, begin, end);
  }

  private void checkLayout(long dataStart) throws WeightFileException {
    List<Entry> byOffset = new ArrayList<>(entries.values());
    byOffset.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long at = 0;
    for (Entry e : byOffset) {
      if (e.begin() != at) {
        throw broken(
            "%s begins at byte %d of the data where %d was due (a gap or an overlap)"
                .formatted(e.name(), e.begin(), at));
      }
      at = e.end();
    }
    long present = file.size() - dataStart;
    if (at != present) {
      throw broken(
          "its header describes %d bytes of data, the file has %d%s"
              .formatted(at, present, present < at ? "; it was not downloaded whole" : ""));
    }
  }

  private List<Long> readLongs(JsonParser json, String what) throws IOException {
    expect(json.currentToken(), JsonToken.START_ARRAY, what);
    List<Long> values = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(json.currentToken(), JsonToken.VALUE_NUMBER_INT, what);
      values.add(json.getLongValue());
    }
    return values;
  }

  private void expect(JsonToken found, JsonToken due, String where) throws WeightFileException {
    if (found != due) {
      throw broken("%s: expected %s, found %s".formatted(where, due, found));
    }
  }

  private WeightFileException broken(String what) {
    return new WeightFileException(file.path(), "damaged safetensors file: " + what);
  }

  private static String firstLine(IOException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("unreadable JSON");
  }

  private static long[] longs(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }
}

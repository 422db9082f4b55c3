package dev.graft.torch.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.graft.files.WholeFile;
import dev.graft.torch.tensors.StoredTensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes weight files in the <a href="https://github.com/huggingface/safetensors">safetensors</a>
 * form; {@link WeightFile} reads them.
 */
public final class Safetensors {

  private Safetensors() {}

  /**
   * Writes {@code tensors} to {@code path}, replacing what was there in one step: a reader sees the
   * old file or the new one, whatever happens meanwhile.
   *
   * <p>The header lists tensors and notes in the order given, so the same call gives the same
   * bytes. The elements lie widest type first: readers view them in place and need them aligned.
   *
   * @throws IllegalArgumentException if two tensors share a name or one is named {@code
   *     __metadata__}
   */
  public static void write(
      Path path, Collection<StoredTensor> tensors, Map<String, String> metadata)
      throws IOException {
    checkNames(tensors);
    List<StoredTensor> layout = new ArrayList<>(tensors);
    layout.sort(Comparator.comparingInt((StoredTensor t) -> t.type().bytes()).reversed());
    byte[] header = header(tensors, layout, metadata);

    WholeFile.write(
        path,
        out -> {
          write(out, length(header));
          write(out, ByteBuffer.wrap(header));
          for (StoredTensor tensor : layout) {
            write(out, tensor.bytes());
          }
        });
  }

  private static void checkNames(Collection<StoredTensor> tensors) {
    Set<String> names = new HashSet<>();
    for (StoredTensor tensor : tensors) {
      if (tensor.name().equals("__metadata__") || !names.add(tensor.name())) {
        throw new IllegalArgumentException(
            "a safetensors file has one tensor of a name and none named __metadata__, got \""
                + tensor.name()
                + "\"");
      }
    }
  }

  private static byte[] header(
      Collection<StoredTensor> tensors, List<StoredTensor> layout, Map<String, String> metadata)
      throws IOException {
    Map<String, Long> begins = new HashMap<>();
    long at = 0;
    for (StoredTensor tensor : layout) {
      begins.put(tensor.name(), at);
      at += tensor.bytes().remaining();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectFieldStart("__metadata__");
        for (Map.Entry<String, String> note : metadata.entrySet()) {
          json.writeStringField(note.getKey(), note.getValue());
        }
        json.writeEndObject();
      }
      for (StoredTensor tensor : tensors) {
        long begin = begins.get(tensor.name());
        writeEntry(json, tensor, begin);
      }
      json.writeEndObject();
    }
    return padded(out.toByteArray());
  }

  private static void writeEntry(JsonGenerator json, StoredTensor tensor, long begin)
      throws IOException {
    json.writeObjectFieldStart(tensor.name());
    json.writeStringField("dtype", tensor.type().name());
    json.writeFieldName("shape");
    long[] shape = tensor.shape();
    json.writeArray(shape, 0, shape.length);
    json.writeFieldName("data_offsets");
    json.writeArray(new long[] {begin, begin + tensor.bytes().remaining()}, 0, 2);
    json.writeEndObject();
  }

  /** Spaces up to a multiple of 8, so that the elements begin aligned. */
  private static byte[] padded(byte[] header) {
    byte[] padded = Arrays.copyOf(header, (header.length + 7) / 8 * 8);
    Arrays.fill(padded, header.length, padded.length, (byte) ' ');
    return padded;
  }

  private static ByteBuffer length(byte[] header) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, header.length);
  }

  static void write(OutputStream out, ByteBuffer bytes) throws IOException {
    byte[] chunk = new byte[Math.min(bytes.remaining(), 1 << 20)];
    while (bytes.hasRemaining()) {
      int n = Math.min(chunk.length, bytes.remaining());
      bytes.get(chunk, 0, n);
      out.write(chunk, 0, n);
    }
  }
}

package dev.graft.torch.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.graft.torch.WeightFileException;
import dev.graft.torch.tensors.ElementType;
import dev.graft.torch.tensors.StoredTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {

  @TempDir Path folder;

  private static StoredTensor raw(String name, ElementType type, int... bytes) {
    ByteBuffer buffer = ByteBuffer.allocate(bytes.length);
    for (int b : bytes) {
      buffer.put((byte) b);
    }
    long[] shape = {bytes.length / type.bytes()};
    return StoredTensor.of(name, type, shape, buffer.flip());
  }

  /** A file with this header and this many zero bytes of data. */
  private Path file(String header, int dataBytes) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(json.length).put(json);
    return Files.write(Files.createTempFile(folder, "crafted", ""), bytes.array());
  }

  @Test
  void whatIsWrittenIsReadBackInOrder() throws IOException {
    Path path = folder.resolve("x.safetensors");
    List<StoredTensor> tensors =
        List.of(
            raw("bytes", ElementType.U8, 1, 2, 255),
            StoredTensor.ofFloats("w", new long[] {2, 2}, new float[] {1, -2, 3.5f, Float.NaN}),
            StoredTensor.ofLongs("n", new long[0], new long[] {-7}),
            StoredTensor.ofDoubles("d", new long[] {1}, new double[] {1e-300}),
            StoredTensor.ofFloats("none", new long[] {0, 4}, new float[0]));
    Map<String, String> notes = new LinkedHashMap<>(Map.of("b", "2"));
    notes.put("a", "ä \" \n");
    Safetensors.write(path, tensors, notes);
    Safetensors.write(path, tensors, notes); // replaces

    WeightFile read = WeightFile.read(path);
    assertThat(read.metadata()).containsExactlyEntriesOf(notes);
    assertThat(read.tensors().keySet()).containsExactly("bytes", "w", "n", "d", "none");
    for (StoredTensor tensor : tensors) {
      StoredTensor back = read.tensors().get(tensor.name());
      assertThat(back.type()).isEqualTo(tensor.type());
      assertThat(back.shape()).isEqualTo(tensor.shape());
      assertThat(back.bytes()).isEqualTo(tensor.bytes());
    }
    assertThat(read.tensors().get("bytes").longs()).containsExactly(1, 2, 255);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(path);
    }
  }

  @Test
  void headerFollowsTheFormat() throws IOException {
    Path path = folder.resolve("x");
    Safetensors.write(
        path,
        List.of(
            raw("odd", ElementType.U8, 9),
            StoredTensor.ofFloats("w", new long[] {2}, new float[] {1, 2})),
        Map.of());
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) bytes.getLong();
    String header = StandardCharsets.UTF_8.decode(bytes.slice(8, length)).toString();
    assertThat(length % 8).isZero();
    // The floats lie first, so that a reader can view them in place.
    assertThat(header.stripTrailing())
        .isEqualTo(
            "{\"odd\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[8,9]},"
                + "\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}");
    assertThat(bytes.getFloat(8 + length + 4)).isEqualTo(2);
    assertThat(bytes.get(8 + length + 8)).isEqualTo((byte) 9);
    assertThat(bytes.limit()).isEqualTo(8 + length + 9);
  }

  @Test
  void namesMustDiffer() {
    StoredTensor w = raw("w", ElementType.U8, 1);
    assertThatThrownBy(() -> Safetensors.write(folder.resolve("x"), List.of(w, w), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"w\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'w':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}} | 4 | does not fit its data_offsets",
        "{'w':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | 3 | not downloaded whole",
        "{'w':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | 5 | the file has 5",
        "{'w':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | 8 | gap or an overlap",
        "{'w':{'dtype':'F32','shape':[1],'data_offsets':[4,0]}} | 4 | does not fit",
        "{'w':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}} | 4 | does not fit",
        "{'w':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,0]}} | 0 | does not",
        "{'w':{'dtype':'F32','shape':[99999999999999999999],'data_offsets':[0,4]}} | 4 | damaged",
        "{'w':{'dtype':'F8_E4M3','shape':[4],'data_offsets':[0,4]}} | 4 | F8_E4M3",
        "{'w':{'shape':[4],'data_offsets':[0,4]}} | 4 | lacks one of",
        "{'w':{'dtype':'U8','shape':[1],'data_offsets':[0]}} | 1 | lacks one of",
        "{'w':{'dtype':'U8','shape':1,'data_offsets':[0,1]}} | 1 | w.shape",
        "{'w':[]} | 0 | expected START_OBJECT",
        "{'__metadata__':{'a':1}} | 0 | __metadata__.a",
        "{} {} | 0 | follows the header",
        "{'w' | 0 | damaged safetensors header",
      })
  void brokenHeadersAreRefused(String header, int dataBytes, String reason) throws IOException {
    Path path = file(header.replace('\'', '"'), dataBytes);
    assertThatThrownBy(() -> WeightFile.read(path))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining(reason);
  }

  @Test
  void duplicatesAndOverlapsAreRefused() throws IOException {
    String w = "\"w\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}";
    Path twice = file("{" + w + "," + w + "}", 1);
    assertThatThrownBy(() -> WeightFile.read(twice)).hasMessageContaining("Duplicate");
    Path overlap = file("{" + w + "," + w.replace("\"w\"", "\"v\"") + "}", 1);
    assertThatThrownBy(() -> WeightFile.read(overlap)).hasMessageContaining("overlap");
  }

  @Test
  void hugeHeaderIsRefusedUnread() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(1L << 40).put((byte) '{');
    Path path = Files.write(folder.resolve("huge"), bytes.array());
    assertThatThrownBy(() -> WeightFile.read(path)).hasMessageContaining("the limit is 8000000");
  }

  @Test
  void deepJsonIsRefused() throws IOException {
    Path path = file("{\"w\":{\"x\":" + "[".repeat(100_000) + "}", 0);
    assertThatThrownBy(() -> WeightFile.read(path)).isInstanceOf(WeightFileException.class);
  }

  @Test
  void publishedModelIsReadAndWrittenBitForBit() throws IOException {
    Path published =
        Path.of(System.getProperty("graft.root"), "../shared/weights/mobilenet_v2.safetensors");
    assumeTrue(Files.exists(published), published + " is not there");
    WeightFile model = WeightFile.read(published);
    assertThat(model.tensors().get("features.0.0.weight").shape()).containsExactly(32, 3, 3, 3);
    assertThat(model.tensors().get("classifier.1.weight").shape()).containsExactly(1000, 1280);
    Path copy = folder.resolve("copy");
    Safetensors.write(copy, model.tensors().values(), model.metadata());
    WeightFile again = WeightFile.read(copy);
    assertThat(again.metadata()).isEqualTo(model.metadata());
    assertThat(again.tensors().keySet()).containsExactlyElementsOf(model.tensors().keySet());
    model
        .tensors()
        .forEach((name, t) -> assertThat(again.tensors().get(name).bytes()).isEqualTo(t.bytes()));
  }
}

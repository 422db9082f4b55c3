package dev.graft.torch.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.torch.WeightFileException;
import dev.graft.torch.tensors.StoredTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A damaged file is read or refused in words, whatever the damage: no other exception, no hang. */
@Timeout(120)
class DamagedWeightFileTest {

  @TempDir Path folder;

  private byte[] good(String form) throws IOException {
    Map<String, byte[]> six = Map.of("7", TorchFiles.floats(0, 1, 2, 3, 4, 5));
    if (form.equals("safetensors")) {
      Path path = folder.resolve("good");
      Safetensors.write(
          path,
          List.of(
              StoredTensor.ofFloats("a", new long[] {2, 3}, new float[6]),
              StoredTensor.ofLongs("n", new long[0], new long[1])),
          Map.of("note", "text"));
      return Files.readAllBytes(path);
    }
    return form.equals("legacy")
        ? TorchFiles.legacy(TorchFiles.twoViews(true), six)
        : TorchFiles.zip(TorchFiles.twoViews(false), six, form.equals("deflated"));
  }

  private boolean reads(byte[] bytes) throws IOException {
    // A new name each time: a mapped file may not be cut short in place.
    Path path = Files.write(Files.createTempFile(folder, "damaged", ""), bytes);
    try {
      WeightFile.read(path).tensors().values().forEach(StoredTensor::bytes);
      return true;
    } catch (WeightFileException e) {
      assertThat(e).hasMessageContaining(path.toString());
      return false;
    } finally {
      Files.delete(path);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"stored", "deflated", "legacy", "safetensors"})
  void truncationIsAlwaysNoticed(String form) throws IOException {
    byte[] good = good(form);
    assertThat(reads(good)).isTrue();
    for (int length = 0; length < good.length; length += form.equals("safetensors") ? 1 : 7) {
      assertThat(reads(Arrays.copyOf(good, length))).as("cut to %d bytes", length).isFalse();
    }
    assertThat(reads(Arrays.copyOf(good, good.length - 1))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"stored", "deflated", "legacy", "safetensors"})
  void changedBytesNeverDoMoreThanBeRefused(String form) throws IOException {
    byte[] good = good(form);
    Random random = new Random(20240517);
    int refused = 0;
    for (int round = 0; round < 3000; round++) {
      byte[] bad = good.clone();
      int changes = 1 + random.nextInt(3);
      for (int i = 0; i < changes; i++) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      refused += reads(bad) ? 0 : 1;
    }
    assertThat(refused).isGreaterThan(300);
  }
}

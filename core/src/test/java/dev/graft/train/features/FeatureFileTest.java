package dev.graft.train.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.data.source.ContentHash;
import dev.graft.torch.tensors.ElementType;
import dev.graft.torch.tensors.RowForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file format: what was written is read, and nothing else is taken for it. */
public class FeatureFileTest {

  private static final int ROWS = 5;
  private static final FeatureFile.Header HEADER =
      new FeatureFile.Header(
          new FeatureKey(
              1, "net", 2, "stage", "00ff", "squash", 32, "full 1", "float32", 8, "2.10.0", "AVX2"),
          new RowForm(ElementType.F32, List.of(3L)));

  @TempDir private Path folder;

  public static List<RowKey> keys(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new RowKey(new ContentHash(7L << 60 | i, -i), i % 2))
        .toList();
  }

  static byte[] rows(int count, int rowBytes) {
    byte[] bytes = new byte[count * rowBytes];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (31 * i + 7);
    }
    return bytes;
  }

  private static Path written(Path folder) throws IOException {
    try (FeatureFile file = FeatureFile.create(folder, HEADER)) {
      assertThat(file.add(keys(ROWS).subList(0, 2), rows(ROWS, 12))).isZero();
      byte[] rest = java.util.Arrays.copyOfRange(rows(ROWS, 12), 24, 60);
      assertThat(file.add(keys(ROWS).subList(2, ROWS), rest)).isEqualTo(2);
      file.finish();
      return file.path();
    }
  }

  @Test
  void whatWasWrittenIsRead() throws IOException {
    try (FeatureFile file = FeatureFile.open(written(folder))) {
      assertThat(file.header()).isEqualTo(HEADER);
      assertThat(file.keys()).isEqualTo(keys(ROWS));
      byte[] all = new byte[ROWS * 12];
      for (int row = 0; row < ROWS; row++) {
        assertThat(file.isIntact(row)).isTrue();
        byte[] one = new byte[12];
        file.read(row, one);
        System.arraycopy(one, 0, all, row * 12, 12);
      }
      assertThat(all).isEqualTo(rows(ROWS, 12));
    }
  }

  @Test
  void nobodySeesAFileThatIsNotFinished() throws IOException {
    try (FeatureFile file = FeatureFile.create(folder, HEADER)) {
      file.add(keys(ROWS), rows(ROWS, 12));
      assertThat(FeatureFolders.finished(folder)).isEmpty();
      byte[] row = new byte[12];
      file.read(0, row);
      assertThat(row).startsWith(7, 38);
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void everyTruncationIsNoticed() throws IOException {
    byte[] whole = Files.readAllBytes(written(folder));
    Path cut = folder.resolve("cut.rows");
    for (int length = 0; length < whole.length; length++) {
      Files.write(cut, java.util.Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> FeatureFile.open(cut))
          .as("%d bytes", length)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void everyFlippedBitIsNoticed() throws IOException {
    byte[] whole = Files.readAllBytes(written(folder));
    Path flipped = folder.resolve("flipped.rows");
    var harmless = new ArrayList<Integer>();
    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= (byte) (1 << at % 8);
      Files.write(flipped, changed);
      if (isTakenForWhole(flipped)) {
        harmless.add(at);
      }
    }
    // Only the zeros between header and rows, which nobody reads.
    assertThat(harmless).allMatch(at -> whole[at] == 0).hasSizeLessThan(64);
  }

  private static boolean isTakenForWhole(Path path) {
    try (FeatureFile file = FeatureFile.open(path)) {
      return file.header().equals(HEADER)
          && IntStream.range(0, ROWS).allMatch(file::isIntact)
          && file.keys().equals(keys(ROWS));
    } catch (IOException e) {
      return false;
    }
  }

  @Property(tries = 200)
  void anyBytesAreRefusedAndNotMistaken(@ForAll @IntRange(max = 300) int length, @ForAll long seed)
      throws IOException {
    byte[] bytes = new byte[length];
    new java.util.Random(seed).nextBytes(bytes);
    Path file = Files.createTempFile("any", ".rows");
    try {
      Files.write(file, bytes);
      assertThatThrownBy(() -> FeatureFile.open(file)).isInstanceOf(IOException.class);
    } finally {
      Files.delete(file);
    }
  }
}

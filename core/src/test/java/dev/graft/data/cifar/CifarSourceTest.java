package dev.graft.data.cifar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.data.Dataset;
import dev.graft.data.ImageScan;
import dev.graft.data.Trees;
import dev.graft.data.image.Image;
import dev.graft.data.source.DataException;
import dev.graft.data.source.DataOptions;
import dev.graft.data.source.ImageSource;
import dev.graft.data.source.ValidateOn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarSourceTest {

  private static final int COUNT = 12;
  private static final DataOptions LESSON = DataOptions.defaults().withValidateOn(ValidateOn.TEST);

  @TempDir Path temp;

  private static String folder(CifarKind kind, boolean binary) {
    return kind.equals(CifarKind.CIFAR100)
        ? "cifar-100-" + (binary ? "binary" : "python")
        : "cifar-10-batches-" + (binary ? "bin" : "py");
  }

  private static Map<String, byte[]> set(CifarKind kind, boolean binary) {
    return CifarFiles.set(kind, binary, folder(kind, binary), COUNT);
  }

  /**
   * Checks every image of a split against the formula; {@code batches} are the numbers in order.
   */
  private static void assertImages(ImageSource source, List<String> names, int firstBatch) {
    assertThat(source.size()).isEqualTo(names.size() * COUNT);
    for (int n = 0; n < source.size(); n++) {
      int batch = firstBatch + n / COUNT;
      int i = n % COUNT;
      assertThat(source.name(n)).isEqualTo(names.get(n / COUNT) + "/" + i);
      assertThat(source.label(n)).isEqualTo(CifarFiles.label(batch, i, source.classNames().size()));
      Image image = source.image(n);
      assertThat(image.width()).isEqualTo(32);
      assertThat(image.height()).isEqualTo(32);
      for (int p = 0; p < 3072; p++) {
        int expected = CifarFiles.pixel(batch, i, p / 96, p / 3 % 32, p % 3);
        assertThat(image.rgb()[p] & 0xff).isEqualTo(expected);
      }
    }
  }

  @Test
  void bothSetsInBothFormsFromFoldersAndArchives() throws IOException {
    for (CifarKind kind : CifarKind.ALL) {
      List<String> prints = new ArrayList<>();
      for (boolean binary : new boolean[] {true, false}) {
        Map<String, byte[]> tree = set(kind, binary);
        Path root = Files.createTempDirectory(temp, kind.word());
        List<Path> locations =
            List.of(
                Trees.folder(root, tree),
                root.resolve(folder(kind, binary)),
                Trees.tarGz(root.resolve("own.tar.gz"), tree));
        for (Path location : locations) {
          try (Dataset data = Dataset.open(location.toString(), LESSON)) {
            assertThat(data.classNames()).isEqualTo(kind.classNames());
            assertImages(data.train(), kind.trainBatches(), 1);
            assertImages(data.test().get(), List.of(kind.testBatch()), 0);
            prints.add(data.fingerprint());
            boolean archive = location.toString().endsWith(".gz");
            assertThat(data.notes().stream().filter(n -> n.startsWith("not the published archive")))
                .hasSize(archive ? 1 : 0);
            if (kind.equals(CifarKind.CIFAR100)) {
              assertThat(data.notes())
                  .last()
                  .asString()
                  .contains(" classes have no image in the test split: aquarium_fish, baby, ")
                  .endsWith(" and 78 more");
            }
          }
        }
      }
      // Names, labels and stored planes are the same in both forms.
      assertThat(prints).hasSize(6);
      assertThat(prints.stream().distinct()).hasSize(1);
    }
  }

  @Test
  void limitsTakeTheFirstImages() throws IOException {
    Path root = Trees.folder(temp.resolve("c"), set(CifarKind.CIFAR10, true));
    try (Dataset data =
        Dataset.open(root.toString(), LESSON.withTrainLimit(25).withTestLimit(10))) {
      assertThat(data.train().size()).isEqualTo(25);
      assertThat(data.train().name(24)).isEqualTo("data_batch_3/0");
      assertThat(data.test().get().name(9)).isEqualTo("test_batch/9");
      assertThat(data.notes())
          .containsExactly(
              "the first 25 of 60 train images were taken",
              "the first 10 of 12 test images were taken");
    }
  }

  @Test
  void withoutNamesThePublishedOnesAreUsed() throws IOException {
    for (CifarKind kind : CifarKind.ALL) {
      Map<String, byte[]> tree = set(kind, true);
      tree.remove(folder(kind, true) + "/" + kind.namesFile());
      Path root = Trees.folder(Files.createTempDirectory(temp, "c"), tree);
      try (Dataset data = Dataset.open(root.toString(), LESSON)) {
        assertThat(data.classNames()).isEqualTo(kind.classNames());
      }
    }
    assertThat(CifarKind.CIFAR100.classNames()).hasSize(100).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void theImagesNeedNoFileOnceOpen() throws IOException {
    Path root = Trees.folder(temp.resolve("c"), set(CifarKind.CIFAR100, false));
    try (Dataset data = Dataset.open(root.toString(), LESSON)) {
      Files.delete(root.resolve("cifar-100-python/train"));
      assertThat(ImageScan.scan(data, 2, done -> {}).splits().get(0).formats())
          .isEqualTo(Map.of("raw RGB", COUNT));
    }
  }

  @Test
  void brokenSets() throws IOException {
    String binary = folder(CifarKind.CIFAR10, true) + "/";
    String python = folder(CifarKind.CIFAR10, false) + "/";
    assertRefused(true, binary + "data_batch_3.bin", null, "data_batch_3.bin is missing");
    byte[] whole = set(CifarKind.CIFAR10, true).get(binary + "test_batch.bin");
    assertRefused(true, binary + "test_batch.bin", Arrays.copyOf(whole, 5000), "cut short");
    byte[] wrong = whole.clone();
    wrong[3073] = 10;
    assertRefused(true, binary + "test_batch.bin", wrong, "image 1 has the label 10 of 10");
    byte[] evil = CifarFiles.latin("cos\nsystem\n(S'touch pwned'\ntR.");
    assertRefused(false, python + "data_batch_2", evil, "it asks for os.system");
    byte[] narrow = CifarFiles.pickled("labels", new int[] {1}, new byte[3000]);
    assertRefused(false, python + "data_batch_2", narrow, "3072 bytes a row");
    byte[] other = CifarFiles.pickled("colours", new int[] {1}, new byte[3072]);
    assertRefused(false, python + "data_batch_2", other, "it has no \"labels\"");
  }

  private void assertRefused(boolean binary, String file, byte[] content, String reason)
      throws IOException {
    Map<String, byte[]> tree = new LinkedHashMap<>(set(CifarKind.CIFAR10, binary));
    tree.remove(file);
    if (content != null) {
      tree.put(file, content);
    }
    Path root = Trees.folder(Files.createTempDirectory(temp, "bad"), tree);
    assertThatThrownBy(() -> Dataset.open(root))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(root.toString())
        .hasMessageContainingAll(file, reason);
  }

  @Test
  void twoSetsInOnePlaceMustBeToldApart() throws IOException {
    Map<String, byte[]> tree = set(CifarKind.CIFAR10, true);
    tree.putAll(set(CifarKind.CIFAR10, false));
    Path root = Trees.folder(temp.resolve("both"), tree);
    assertThatThrownBy(() -> Dataset.open(root))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("several times", "cifar-10-batches-bin", "cifar-10-batches-py");
    try (Dataset data = Dataset.open(root.resolve("cifar-10-batches-py"))) {
      assertThat(data.classNames()).hasSize(10);
    }
  }
}

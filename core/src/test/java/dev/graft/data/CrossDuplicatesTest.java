package dev.graft.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.data.source.DataException;
import dev.graft.data.source.DataOptions;
import dev.graft.data.source.ImageSource;
import dev.graft.data.source.ValidateOn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training images that show what a held-out image shows are left out of training, if asked. */
class CrossDuplicatesTest {

  @TempDir Path folder;

  /** Train and test of two classes; test/a/00 and val/b/01 are also in training. */
  private Map<String, byte[]> tree() {
    Map<String, byte[]> tree =
        Trees.classes(4, "train/a", "train/b", "val/a", "val/b", "test/a", "test/b");
    tree.put("train/a/copy.png", tree.get("test/a/00.png"));
    tree.put("train/b/copy.png", tree.get("test/a/00.png"));
    tree.put("train/b/other.png", tree.get("val/b/01.png"));
    tree.put("train/b/twin.png", tree.get("train/b/00.png"));
    tree.put("test/b/same.png", tree.get("val/a/02.png"));
    return tree;
  }

  private static List<String> names(ImageSource images) {
    return IntStream.range(0, images.size()).mapToObj(images::name).toList();
  }

  @Test
  void moveTakesCopiesOutOfTrainingAndNothingElse() throws IOException {
    Path root = Trees.folder(folder.resolve("set"), tree());
    try (Dataset data = Dataset.open(root)) {
      DataReport report = ImageScan.scan(data, 2, done -> {});
      Dataset moved = data.checked(false, CrossDuplicates.MOVE, report);
      assertThat(names(moved.train()))
          .hasSize(9)
          .contains("train/b/00.png", "train/b/twin.png")
          .noneMatch(name -> name.contains("copy") || name.contains("other"));
      assertThat(names(moved.validation().orElseThrow()))
          .isEqualTo(names(data.validation().orElseThrow()));
      assertThat(names(moved.test().orElseThrow())).isEqualTo(names(data.test().orElseThrow()));
      assertThat(moved.notes())
          .last()
          .asString()
          .startsWith("3 training images with the pixels of a validation or test image");
      assertThat(moved.skipped()).isZero();
      assertThat(Files.exists(root.resolve("train/a/copy.png"))).as("files stay").isTrue();

      DataReport left = report.withoutTrainingCopies();
      DataReport again = ImageScan.scan(moved, 2, done -> {});
      assertThat(left.duplicates().stream().map(CrossDuplicatesTest::names))
          .isEqualTo(again.duplicates().stream().map(CrossDuplicatesTest::names).toList());
      assertThat(left.splits().get(0).perClass()).isEqualTo(again.splits().get(0).perClass());
      assertThat(left.splits().get(0).imbalance()).isEqualTo(again.splits().get(0).imbalance());
      assertThat(left.images()).isEqualTo(again.images());
      assertThat(again.trainingCopies()).isEmpty();
    }
  }

  private static List<String> names(DataReport.Duplicate duplicate) {
    return duplicate.copies().stream().map(DataReport.Copy::name).toList();
  }

  @Test
  void reportLeavesEverythingWhereItIs() throws IOException {
    try (Dataset data = Dataset.open(Trees.folder(folder.resolve("set"), tree()))) {
      DataReport report = ImageScan.scan(data, 2, done -> {});
      assertThat(report.trainingCopies()).hasSize(3);
      assertThat(data.checked(false, CrossDuplicates.REPORT, report)).isSameAs(data);
    }
  }

  @Test
  void moveGoesWithSkippingWhatIsUnreadable() throws IOException {
    Map<String, byte[]> tree = tree();
    tree.put("train/a/bad.png", new byte[] {1, 2, 3});
    try (Dataset data = Dataset.open(Trees.folder(folder.resolve("set"), tree))) {
      DataReport report = ImageScan.scan(data, 2, done -> {});
      Dataset rest = data.checked(true, CrossDuplicates.MOVE, report);
      assertThat(rest.train().size()).isEqualTo(9);
      assertThat(rest.skipped()).isEqualTo(1);
      assertThat(rest.notes())
          .anyMatch(n -> n.startsWith("1 unreadable image was left out; left are "));
      assertThatThrownBy(() -> rest.checked(true, CrossDuplicates.MOVE, report))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("another data set");
    }
  }

  @Test
  void aClassThatHasOnlyCopiesStops() throws IOException {
    Map<String, byte[]> tree = Trees.classes(2, "train/a", "train/b", "test/a", "test/b");
    tree.put("train/b/00.png", tree.get("test/b/00.png"));
    tree.put("train/b/01.png", tree.get("test/b/01.png"));
    DataOptions options = DataOptions.defaults().withValidateOn(ValidateOn.TEST);
    String root = Trees.folder(folder.resolve("set"), tree).toString();
    try (Dataset data = Dataset.open(root, options)) {
      DataReport report = ImageScan.scan(data, 1, done -> {});
      assertThatThrownBy(() -> data.checked(false, CrossDuplicates.MOVE, report))
          .isInstanceOf(DataException.class)
          .hasMessageContainingAll(
              "class b has none left in the train split", "--cross-duplicates");
    }
  }
}

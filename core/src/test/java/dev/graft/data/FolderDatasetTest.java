package dev.graft.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.graft.data.source.DataException;
import dev.graft.data.source.DataOptions;
import dev.graft.data.source.ImageSource;
import dev.graft.data.source.ValidateOn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderDatasetTest {

  private static final DataOptions DEFAULTS = DataOptions.defaults();

  @TempDir Path temp;

  private Dataset open(Map<String, byte[]> tree) throws IOException {
    return open(tree, DEFAULTS);
  }

  private Dataset open(Map<String, byte[]> tree, DataOptions options) throws IOException {
    Path root = Files.createTempDirectory(temp, "set");
    return Dataset.open(Trees.folder(root, tree).toString(), options);
  }

  private void assertRefused(Map<String, byte[]> tree, String... parts) throws IOException {
    Path root = Trees.folder(Files.createTempDirectory(temp, "bad"), tree);
    assertThatThrownBy(() -> Dataset.open(root))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(root + ": ")
        .hasMessageContainingAll(parts);
  }

  private static List<String> names(ImageSource source) {
    return IntStream.range(0, source.size()).mapToObj(source::name).toList();
  }

  private static Map<String, byte[]> joined(Map<String, byte[]> first, Map<String, byte[]> second) {
    Map<String, byte[]> all = new LinkedHashMap<>(first);
    all.putAll(second);
    return all;
  }

  @Test
  void classFoldersWithoutSplits() throws IOException {
    try (Dataset data = open(Trees.classes(20, "rose", "daisy"))) {
      assertThat(data.classNames()).containsExactly("daisy", "rose");
      // 20 % of 20 to test; 10 % of the 16 left, rounded, to validation.
      assertThat(data.train().size()).isEqualTo(28);
      assertThat(data.validation().get().size()).isEqualTo(4);
      assertThat(data.test().get().size()).isEqualTo(8);
      assertThat(data.notes())
          .containsExactly(
              "no test split found: 8 of 40 images (20.0 %), stratified by class with seed 0,"
                  + " were held out as the test split",
              "no validation split found: 4 of 32 training images (12.5 %), stratified by"
                  + " class with seed 0, were held out as the validation split");
      List<String> all = new ArrayList<>(names(data.train()));
      all.addAll(names(data.validation().get()));
      all.addAll(names(data.test().get()));
      assertThat(all).hasSize(40).doesNotHaveDuplicates().contains("daisy/00.png", "rose/19.png");
      assertThat(names(data.train())).isSorted();
      for (int i = 0; i < data.train().size(); i++) {
        String folder = data.train().name(i).replaceAll("/.*", "");
        assertThat(data.classNames().get(data.train().label(i))).isEqualTo(folder);
      }
      assertThat(data.train().image(0).width()).isEqualTo(4);
    }
  }

  @Test
  void theLessonsWayLeavesTheTrainingImagesWhole() throws IOException {
    Map<String, byte[]> tree = Trees.classes(5, "train/a", "train/b", "test/a", "test/b");
    try (Dataset data = open(tree, DEFAULTS.withValidateOn(ValidateOn.TEST))) {
      assertThat(data.train().size()).isEqualTo(10);
      assertThat(data.validation()).isEmpty();
      assertThat(data.test().get().size()).isEqualTo(10);
      assertThat(data.notes()).isEmpty();
    }
    try (Dataset data = open(tree)) {
      assertThat(data.train().size()).isEqualTo(9);
      assertThat(data.validation().get().size()).isEqualTo(1);
      assertThat(data.notes()).hasSize(2);
      assertThat(data.notes().get(0)).contains("1 of 10 training images (10.0 %)");
      assertThat(data.notes().get(1))
          .startsWith("1 of 2 classes has no image in the validation split: ");
    }
  }

  @Test
  void splitFoldersUnderAnyOfTheirNames() throws IOException {
    for (String validation : List.of("val", "VALID", "Validation")) {
      Map<String, byte[]> tree =
          Trees.classes(2, "w/x/Train/a", "w/x/Train/b", "w/x/TEST/a", "w/x/TEST/b");
      tree.putAll(Trees.classes(3, "w/x/" + validation + "/a", "w/x/" + validation + "/b"));
      try (Dataset data = open(tree)) {
        assertThat(data.train().size()).isEqualTo(4);
        assertThat(data.validation().get().size()).isEqualTo(6);
        assertThat(data.test().get().size()).isEqualTo(4);
        assertThat(data.notes()).isEmpty();
        assertThat(data.train().name(0)).isEqualTo("Train/a/00.png");
      }
      try (Dataset data = open(tree, DEFAULTS.withValidateOn(ValidateOn.TEST))) {
        assertThat(data.validation()).isEmpty();
        assertThat(data.notes()).singleElement().asString().contains("(6 images) is not used");
      }
    }
  }

  @Test
  void withoutTestFolderTheValidationFolderPlaysTheTest() throws IOException {
    Map<String, byte[]> tree = Trees.classes(10, "train/a", "train/b");
    tree.putAll(Trees.classes(3, "val/a", "val/b"));
    try (Dataset data = open(tree)) {
      assertThat(names(data.test().get())).allMatch(name -> name.startsWith("val/"));
      assertThat(data.validation().get().size()).isEqualTo(2);
      assertThat(names(data.validation().get())).allMatch(name -> name.startsWith("train/"));
      assertThat(data.notes().get(0))
          .contains("validation split (6 images) is used as the test split");
    }
  }

  @Test
  void unlabelledTestImagesAreLeftOut() throws IOException {
    Map<String, byte[]> tree = Trees.with(Trees.classes(5, "train/a", "train/b"), "test/1.jpg");
    try (Dataset data = open(tree)) {
      assertThat(data.notes().get(0)).contains("left out test (1 image)");
      assertThat(data.test().get().size()).isEqualTo(2);
      assertThat(names(data.test().get())).allMatch(name -> name.startsWith("train/"));
    }
  }

  @Test
  void classesFromSeveralParents() throws IOException {
    Map<String, byte[]> tree = Trees.classes(4, "top/A/hemlock", "top/A/cherry", "top/B/fork");
    tree = Trees.with(tree, "top/A/Test/t.jpg", "top/LICENSE.md", ".hidden/x.jpg");
    try (Dataset data = open(tree)) {
      assertThat(data.classNames()).containsExactly("cherry", "fork", "hemlock");
      assertThat(data.notes().subList(0, 3))
          .containsExactly(
              "left out top/A/Test (1 image): a folder named like a split that holds images and"
                  + " no class folders; if it is a class, rename it",
              "the classes come from several folders: top/A, top/B",
              "left out: 1 file that Graft does not read (1 .md) and 1 hidden file");
    }
  }

  @Test
  void strangeNamesAndEndings() throws IOException {
    Map<String, byte[]> tree =
        Trees.with(
            Trees.classes(2, "naïve Café/日本 語", "b b"),
            "b b/UPPER.PNG",
            "b b/Photo.JPeG",
            "b b/.DS_Store",
            "b b/notes.txt",
            "b b/README",
            "__MACOSX/b b/._00.png");
    try (Dataset data = open(tree, DEFAULTS.withTestFraction(0).withValidationFraction(0))) {
      assertThat(data.classNames()).containsExactly("b b", "日本 語");
      assertThat(names(data.train()))
          .containsExactly(
              "b b/00.png",
              "b b/01.png",
              "b b/Photo.JPeG",
              "b b/UPPER.PNG",
              "naïve Café/日本 語/00.png",
              "naïve Café/日本 語/01.png");
      assertThat(data.notes().get(1))
          .isEqualTo(
              "left out: 2 files that Graft does not read (1 without ending, 1 .txt) and 2 hidden"
                  + " files");
      assertThat(data.test()).isEmpty();
    }
  }

  @Test
  void aPreviewBesideClassFoldersIsLeftOut() throws IOException {
    Map<String, byte[]> tree = Trees.with(Trees.classes(5, "w/a", "w/b"), "w/preview.png");
    try (Dataset data = open(tree)) {
      assertThat(data.classNames()).containsExactly("a", "b");
      assertThat(data.notes().get(0)).isEqualTo("left out 1 image lying beside class folders in w");
    }
  }

  @Test
  void aClassMayBeCalledTrainInsideASplit() throws IOException {
    Map<String, byte[]> tree =
        Trees.classes(3, "train/car", "train/train", "test/car", "test/train");
    try (Dataset data = open(tree)) {
      assertThat(data.classNames()).containsExactly("car", "train");
    }
  }

  @Test
  void theOutermostSplitFolderCounts() throws IOException {
    Map<String, byte[]> tree = Trees.classes(2, "train/a", "train/b", "test/val/a", "test/val/b");
    try (Dataset data = open(tree, DEFAULTS.withValidateOn(ValidateOn.TEST))) {
      assertThat(data.test().get().size()).isEqualTo(4);
      assertThat(data.notes()).isEmpty();
    }
  }

  @Test
  void foldersOutsideTheSplitsAreLeftOut() throws IOException {
    try (Dataset data = open(Trees.classes(3, "train/a", "train/b", "test/a", "test/b", "extra"))) {
      assertThat(data.classNames()).containsExactly("a", "b");
      assertThat(data.notes().get(0)).contains("left out extra (3 images)");
    }
  }

  @Test
  void errorsOfLayout() throws IOException {
    assertRefused(
        Trees.of("a.png", "b.png"), "no class folder", "the top folder", "put the images");
    assertRefused(Trees.of("train/a.png", "test/b.png"), "no class folder", "test, train");
    assertRefused(Trees.of("readme.txt"), "no image file", "1 .txt");
    assertRefused(Map.of(), "no image file");
    assertRefused(Trees.classes(3, "w/daisy"), "one class only, daisy", "at least two");
    assertRefused(Trees.with(Trees.classes(3, "a", "b"), "c/"), "class folder c has no image");
    assertRefused(
        Trees.with(Trees.classes(3, "w/a"), "w/c/x.txt"), "class folder w/c has no image");
    assertRefused(
        Trees.with(Trees.classes(3, "train/a", "train/b"), "test/"), "split folder test is empty");
    assertRefused(
        Trees.with(Trees.classes(3, "train/a", "train/b", "test/a"), "test/b/"),
        "class folder test/b has no image");
    assertRefused(Trees.classes(3, "A/x", "B/x", "B/y"), "two folders", "x: A/x and B/x", "!/A");
    assertRefused(
        Trees.classes(3, "a", "a/deep", "b"), "folder a holds images and, below it", "move them");
    assertRefused(
        Trees.classes(3, "train/a", "train/b", "test/a", "test/c"),
        "class c has images in the test split but none to train on");
    assertRefused(Trees.classes(3, "val/a", "val/b", "test/a", "test/b"), "no training images");
    assertRefused(
        Trees.classes(1, "a", "b"), "too few images to hold out a test split", "--test-fraction 0");
    assertRefused(
        Trees.classes(3, "a", "b"),
        "too few images to hold out a validation split: no class would keep two",
        "--validation-fraction 0",
        "--folds K");
  }

  @Test
  void aClassMissingInTestIsANote() throws IOException {
    try (Dataset data = open(Trees.classes(3, "train/a", "train/b", "test/a"))) {
      assertThat(data.notes()).contains("1 of 2 classes has no image in the test split: b");
    }
  }

  @Test
  void aSingleImageTrains() throws IOException {
    Map<String, byte[]> tree = joined(Trees.classes(10, "a", "b"), Trees.classes(1, "c"));
    try (Dataset data = open(tree)) {
      assertThat(data.notes()).contains("1 of 3 classes has no image in the test split: c");
      assertThat(names(data.train())).contains("c/00.png");
    }
  }

  @Test
  void notesSayTheTrueSharesAndNameTenOfTheClassesWithout() throws IOException {
    String[] names = IntStream.range(0, 30).mapToObj("c%02d"::formatted).toArray(String[]::new);
    try (Dataset data = open(Trees.classes(3, names))) {
      assertThat(data.test().get().size()).isEqualTo(18);
      assertThat(data.validation().get().size()).isEqualTo(8);
      assertThat(data.notes())
          .contains(
              "no test split found: 18 of 90 images (20.0 %), stratified by class with seed 0,"
                  + " were held out as the test split",
              "no validation split found: 8 of 72 training images (11.1 %), stratified by class"
                  + " with seed 0, were held out as the validation split");
      assertThat(data.notes())
          .anyMatch(
              note ->
                  note.matches(
                      "12 of 30 classes have no image in the test split: (c\\d\\d(, )?){10} and 2 more"))
          .anyMatch(
              note -> note.startsWith("22 of 30 classes have no image in the validation split: "));
      int[] train = new int[30];
      IntStream.range(0, data.train().size()).forEach(i -> train[data.train().label(i)]++);
      assertThat(train).containsOnly(2, 3);
    }
  }

  @Test
  void limitsTakeAStratifiedPart() throws IOException {
    Map<String, byte[]> tree = joined(Trees.classes(30, "train/a"), Trees.classes(10, "train/b"));
    tree.putAll(Trees.classes(10, "test/a", "test/b"));
    DataOptions options = DEFAULTS.withValidateOn(ValidateOn.TEST).withTrainLimit(12);
    try (Dataset data = open(tree, options.withTestLimit(99))) {
      assertThat(names(data.train()).stream().filter(n -> n.startsWith("train/a"))).hasSize(9);
      assertThat(names(data.train())).hasSize(12).isSorted();
      assertThat(data.test().get().size()).isEqualTo(20);
      assertThat(data.notes())
          .containsExactly("12 of 40 train images were taken, stratified by class with seed 0");
      try (Dataset other = open(tree, options.withSeed(1))) {
        assertThat(names(other.train())).isNotEqualTo(names(data.train()));
      }
    }
    Path root = Trees.folder(temp.resolve("limited"), tree);
    assertThatThrownBy(() -> Dataset.open(root.toString(), DEFAULTS.withTestLimit(1)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("limit of 1 test images is below the number of classes, 2");
  }

  @Test
  void folderTarAndZipGiveTheSameImagesAndFingerprint() throws IOException {
    Map<String, byte[]> tree = Trees.classes(6, "w/a", "w/b");
    try (Dataset folder = open(tree);
        Dataset tar = Dataset.open(Trees.tar(temp.resolve("s.tar"), tree));
        Dataset zip = Dataset.open(Trees.zip(temp.resolve("s.zip"), tree));
        Dataset gz = Dataset.open(Trees.tarGz(temp.resolve("s.tar.gz"), tree))) {
      assertThat(tar.fingerprint()).matches("[0-9a-f]{64}").isEqualTo(folder.fingerprint());
      assertThat(zip.fingerprint()).isEqualTo(folder.fingerprint());
      assertThat(gz.fingerprint()).isEqualTo(folder.fingerprint());
      assertThat(List.of(tar.name(), zip.name(), gz.name())).containsOnly("s");
      assertThat(zip.train().image(3).rgb()).isEqualTo(folder.train().image(3).rgb());
    }
  }

  @Test
  void fingerprintSeesNamesLabelsBytesAndSelection() throws IOException {
    Map<String, byte[]> tree = Trees.classes(6, "a", "b");
    Map<String, byte[]> renamed = new LinkedHashMap<>(tree);
    renamed.put("a/zz.png", renamed.remove("a/05.png"));
    Map<String, byte[]> relabelled = new LinkedHashMap<>(tree);
    relabelled.put("b/05b.png", relabelled.remove("a/05.png"));
    Map<String, byte[]> changed = new LinkedHashMap<>(tree);
    changed.put("a/05.png", Trees.png(99));
    List<String> prints = new ArrayList<>();
    for (Map<String, byte[]> each : List.of(tree, renamed, relabelled, changed)) {
      try (Dataset data = open(each)) {
        prints.add(data.fingerprint());
      }
    }
    try (Dataset data = open(tree, DEFAULTS.withSeed(7));
        Dataset limited = open(tree, DEFAULTS.withTrainLimit(6))) {
      prints.add(data.fingerprint());
      prints.add(limited.fingerprint());
      prints.add(data.train().fingerprint());
      prints.add(limited.train().fingerprint());
    }
    assertThat(prints).doesNotHaveDuplicates();
    try (Dataset again = open(tree)) {
      assertThat(again.fingerprint()).isEqualTo(prints.get(0));
    }
  }

  @Test
  void onePartOfAnArchive() throws IOException {
    Map<String, byte[]> tree = Trees.classes(5, "top/A/x", "top/A/y", "top/B/x", "top/B/z");
    Path tar = Trees.tar(temp.resolve("s.tar"), tree);
    assertThatThrownBy(() -> Dataset.open(tar)).hasMessageContaining("archive.tar!/top/A");
    try (Dataset data = Dataset.open(tar + "!/top/B/", DEFAULTS)) {
      assertThat(data.classNames()).containsExactly("x", "z");
      assertThat(data.name()).isEqualTo("B");
      assertThat(data.train().name(0)).startsWith("x/");
    }
    assertThatThrownBy(() -> Dataset.open(tar + "!/top/C", DEFAULTS))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("there is no folder top/C");
  }

  @Test
  void locationsThatAreNothing() throws IOException {
    assertThatThrownBy(() -> Dataset.open(temp.resolve("none")))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("none: there is no such file or folder", "check the spelling");
    Path text = Files.writeString(temp.resolve("a.txt"), "x");
    assertThatThrownBy(() -> Dataset.open(text))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("neither a folder nor a known kind of file", ".tar.gz");
    assertThatThrownBy(() -> Dataset.open("a\0b", DEFAULTS))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("is no path");
  }

  @Test
  void anUnreadableFolderIsAnError() throws IOException {
    Path root = Trees.folder(temp.resolve("locked"), Trees.classes(3, "a", "b"));
    Path locked = root.resolve("b");
    assertThat(locked.toFile().setReadable(false)).isTrue();
    try {
      assumeTrue(!Files.isReadable(locked), "this user reads everything");
      assertThatThrownBy(() -> Dataset.open(root))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("permission denied for " + locked);
    } finally {
      assertThat(locked.toFile().setReadable(true)).isTrue();
    }
  }

  @Test
  void linksAreFollowedButNotInCircles() throws IOException {
    Path real = Trees.folder(temp.resolve("real"), Trees.classes(5, "a"));
    Path root = Trees.folder(temp.resolve("linked"), Trees.classes(5, "b"));
    Files.createSymbolicLink(root.resolve("a"), real.resolve("a"));
    try (Dataset data = Dataset.open(root)) {
      assertThat(data.classNames()).containsExactly("a", "b");
      assertThat(data.train().image(0).height()).isEqualTo(3);
    }
    Files.createSymbolicLink(root.resolve("b/again"), root);
    assertThatThrownBy(() -> Dataset.open(root)).hasMessageContaining("links back to itself");
  }

  @Test
  void optionsAreChecked() {
    assertThatThrownBy(() -> DEFAULTS.withTestFraction(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("testFraction", "1.0", "[0, 1)");
    assertThatThrownBy(() -> DEFAULTS.withValidationFraction(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> DEFAULTS.withTrainLimit(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("trainLimit is at least 1, got 0");
  }
}

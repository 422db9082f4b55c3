package dev.graft.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.data.source.DataException;
import dev.graft.data.source.DataOptions;
import dev.graft.data.source.Grouping;
import dev.graft.data.source.Split;
import dev.graft.data.source.ValidateOn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opening data whose images belong together. */
class GroupedDataTest {

  private static final DataOptions DEFAULTS = DataOptions.defaults();
  private static final Grouping PARENT = Grouping.by("parent");

  private static final String ALIKE =
      "; intervals treat its images as independent, and are too narrow where these are alike";

  @TempDir Path temp;

  private static void assertWhole(Dataset data) {
    Map<String, Split> splits = new HashMap<>();
    data.parts()
        .forEach(
            (split, part) -> {
              for (int i = 0; i < part.size(); i++) {
                Split other = splits.putIfAbsent(GroupsTest.group(part, i), split);
                assertThat(other == null || other == split).as(GroupsTest.group(part, i)).isTrue();
              }
            });
  }

  private Dataset open(Map<String, byte[]> tree, DataOptions options) throws IOException {
    Path root = Files.createTempDirectory(temp, "set");
    return Dataset.open(Trees.folder(root, tree).toString(), options);
  }

  /** {@code patients} of each class, with {@code images} images each, as lines of a CSV. */
  private Path csv(String header, int patients, int images) throws IOException {
    List<String> lines = new ArrayList<>(List.of(header));
    for (String label : List.of("healthy", "ill")) {
      for (int i = 0; i < patients * images; i++) {
        String path = "%s/%03d.png".formatted(label, i);
        Trees.folder(temp, Trees.of(path));
        lines.add("%s,%s,%s%d".formatted(path, label, label.charAt(0), i / images));
      }
    }
    return Files.write(temp.resolve("set.csv"), lines);
  }

  @Test
  void aColumnCalledPatientIsSeenUnasked() throws IOException {
    Path csv = csv("path,label,Patient", 10, 4);
    try (Dataset data = Dataset.open(csv)) {
      assertWhole(data);
      assertThat(data.train().group(0)).isPresent();
      assertThat(data.test().get().size()).isEqualTo(16);
      assertThat(data.validation().get().size()).isEqualTo(8);
      assertThat(data.notes())
          .containsExactly(
              "the images of a group stay in one split: 20 groups by the column patient, the"
                  + " largest of 4 images"
                  + ALIKE,
              "no test split found: 16 of 80 images (20.0 %), stratified by class with seed 0,"
                  + " were held out in whole groups as the test split",
              "no validation split found: 8 of 64 training images (12.5 %), stratified by class"
                  + " with seed 0, were held out in whole groups as the validation split");
    }
    try (Dataset again = Dataset.open(csv);
        Dataset other = Dataset.open(csv.toString(), DEFAULTS.withSeed(1))) {
      assertThat(again.fingerprint()).isNotEqualTo(other.fingerprint());
      assertWhole(other);
    }
  }

  @Test
  void aColumnIsNamed() throws IOException {
    Path csv = csv("path,label,Plant No", 6, 3);
    DataOptions named = DEFAULTS.withGroups(new Grouping.ByColumn("plant no"));
    try (Dataset data = Dataset.open(csv.toString(), named)) {
      assertWhole(data);
      assertThat(data.notes().get(0)).contains("12 groups by the column plant no");
    }
    try (Dataset data = Dataset.open(csv)) {
      assertThat(data.train().group(0)).isEmpty();
    }
    assertThatThrownBy(
            () ->
                Dataset.open(csv.toString(), DEFAULTS.withGroups(new Grouping.ByColumn("animal"))))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("no column animal", "path, label, plant no", "--group-column");
  }

  @Test
  void theColumnGroupGoesBeforePatientAndEmptyCellsNameNone() throws IOException {
    Trees.folder(temp, Trees.classes(8, "a", "b"));
    List<String> lines = new ArrayList<>(List.of("path,label,patient,group"));
    for (int i = 0; i < 8; i++) {
      lines.add("a/%02d.png,a,p,%s".formatted(i, i < 3 ? "g" : ""));
      lines.add("b/%02d.png,b,p,".formatted(i));
    }
    Path csv = Files.write(temp.resolve("both.csv"), lines);
    try (Dataset data = Dataset.open(csv)) {
      assertWhole(data);
      assertThat(data.notes())
          .contains(
              "the images of a group stay in one split: 1 group by the column group, the largest"
                  + " of 3 images; 13 images belong to none and are groups of their own"
                  + ALIKE,
              "the column patient groups no images, because the column group does");
    }
  }

  @Test
  void foldersBelowAClassAreGroups() throws IOException {
    Map<String, byte[]> tree = new HashMap<>();
    for (int p = 0; p < 8; p++) {
      tree.putAll(Trees.classes(4, "top/ill/p" + p, "top/healthy/q" + p, "top/healthy/deep/r" + p));
    }
    tree.putAll(Trees.classes(2, "top/ill", "top/ill/q0"));
    try (Dataset data = open(tree, DEFAULTS.withGroups(PARENT))) {
      assertThat(data.classNames()).containsExactly("healthy", "ill");
      assertWhole(data);
      assertThat(data.notes().get(0))
          .isEqualTo(
              "the images of a group stay in one split: 24 groups by the folders below the class"
                  + " folders, the largest of 6 images; 2 images belong to none and are groups of"
                  + " their own"
                  + ALIKE);
      var groups = new HashMap<String, String>();
      data.parts()
          .values()
          .forEach(
              part ->
                  IntStream.range(0, part.size())
                      .forEach(i -> groups.put(part.name(i), part.group(i).orElse("none"))));
      assertThat(groups)
          .containsEntry("healthy/q0/01.png", "q0")
          .containsEntry("ill/q0/01.png", "q0")
          .containsEntry("ill/01.png", "none")
          .containsEntry("healthy/deep/r3/00.png", "deep/r3");
    }
    assertThatThrownBy(() -> open(Trees.classes(3, "a", "a/deep", "b"), DEFAULTS))
        .hasMessageContainingAll("holds images and, below it", "--group-by parent");
  }

  @Test
  void anExpressionThatFindsNothingIsRefusedWithAName() {
    Map<String, byte[]> tree = Trees.classes(20, "a", "b");
    assertThatThrownBy(() -> open(tree, DEFAULTS.withGroups(Grouping.by("patient-([0-9]+)"))))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(
            "the regular expression patient-([0-9]+) is found in no image's name, such as a/",
            "leave out --group-by");
  }

  @Test
  void withoutFoldersBelowAClassEachImageIsItsOwnGroup() throws IOException {
    Map<String, byte[]> tree = Trees.classes(20, "a", "b");
    try (Dataset data = open(tree, DEFAULTS.withGroups(PARENT));
        Dataset plain = open(tree, DEFAULTS)) {
      assertThat(data.notes().get(0))
          .isEqualTo(
              "no image belongs to a group by the folders below the class folders: each is a group"
                  + " of its own");
      assertThat(data.fingerprint()).isEqualTo(plain.fingerprint());
    }
  }

  @Test
  void groupFoldersBelowSplitFoldersAndWhatLiesBeside() throws IOException {
    Map<String, byte[]> tree = Trees.classes(4, "train/a/p1", "train/a/p2", "train/b/p3");
    tree.putAll(Trees.classes(4, "train/b/p4", "test/a/p5", "test/b/p6", "other/c/p7"));
    tree.putAll(Trees.of("train/loose.png", "top.png"));
    DataOptions options = DEFAULTS.withGroups(PARENT);
    assertThatThrownBy(() -> open(tree, options))
        .as("one of two groups would be half of what there is to train on")
        .hasMessageContainingAll("too few groups to hold out a validation split", "--folds K");
    try (Dataset data = open(tree, options.withValidationFraction(0))) {
      assertThat(data.classNames()).containsExactly("a", "b");
      assertThat(data.test().get().size()).isEqualTo(8);
      assertThat(data.notes())
          .contains(
              "left out 1 image lying beside class folders in train",
              "left out 1 image lying beside class folders in the top folder",
              "left out other (4 images): it is outside the split folders");
    }
  }

  @Test
  void aRegularExpressionFindsGroupsInNames() throws IOException {
    Map<String, byte[]> tree = new HashMap<>();
    for (int i = 0; i < 40; i++) {
      tree.put("w/a/s%02d_%d.png".formatted(i / 4, i), Trees.png(i));
      tree.put("w/b/s%02d_%d.png".formatted(i / 4, i), Trees.png(100 + i));
    }
    tree.put("w/b/odd.png", Trees.png(7));
    Path zip = Trees.zip(temp.resolve("w.zip"), tree);
    for (String regex : List.of("s(\\d+)_", "s\\d+(?=_)")) {
      try (Dataset data = Dataset.open(zip.toString(), DEFAULTS.withGroups(Grouping.by(regex)))) {
        assertWhole(data);
        assertThat(data.notes().get(0))
            .contains("10 groups by the regular expression " + regex, "the largest of 8 images")
            .contains("; 1 image belongs to none and is a group of its own");
      }
    }
    assertThatThrownBy(() -> Grouping.by("s(\\d"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("parent or by a regular expression", "s(\\d");
  }

  @Test
  void splitsThatBreakAGroupAreRefused() throws IOException {
    Map<String, byte[]> tree = Trees.of("train/a/p1-1.png", "train/a/p2-1.png", "train/b/p3-1.png");
    tree.putAll(Trees.of("test/a/p4-1.png", "test/b/p2-2.png"));
    assertThatThrownBy(() -> open(tree, DEFAULTS.withGroups(Grouping.by("p\\d"))))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(
            "the group p2 (by the regular expression p\\d)",
            "the train split (train/a/p2-1.png)",
            "the test split (test/b/p2-2.png)",
            "put each group into one split");
    try (Dataset data =
        open(tree, DEFAULTS.withValidateOn(ValidateOn.TEST).withGroups(Grouping.by("p\\d-\\d")))) {
      assertThat(data.test().get().size()).isEqualTo(2);
    }
    Trees.folder(temp, Trees.classes(3, "a", "b"));
    Path csv =
        Files.writeString(
            temp.resolve("broken.csv"),
            "path,label,split,group\na/00.png,a,train,x\nb/00.png,b,train,y\na/01.png,a,val,x\n");
    assertThatThrownBy(() -> Dataset.open(csv))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("a/00.png", "a/01.png", "if the column group names no groups");
  }

  @Test
  void moreFoldsThanAClassHasGroupsAreNotCalledStratified() throws IOException {
    Path csv = csv("path,label,patient", 3, 4);
    try (Dataset data = Dataset.open(csv.toString(), DEFAULTS.withValidationFraction(0))) {
      assertThat(data.folds(5, 0).notes())
          .anyMatch(note -> note.startsWith("5 folds, dealt in whole groups with seed 0"))
          .anyMatch(
              note -> note.startsWith("a class has 3 groups only") && note.contains("--folds 3"));
      assertThat(data.folds(3, 0).notes())
          .anyMatch(note -> note.startsWith("3 folds, stratified by class"))
          .noneMatch(note -> note.contains("groups only"));
    }
  }

  @Test
  void howManyFoldsThereCanBeIsSaid() throws IOException {
    Path csv = csv("path,label,patient", 4, 3);
    try (Dataset data = Dataset.open(csv.toString(), DEFAULTS)) {
      assertThatThrownBy(() -> data.folds(40, 0))
          .isInstanceOf(DataException.class)
          .hasMessageContainingAll(
              "too few groups for 40 folds: there are 8, enough for 8", "--folds 8");
      assertThat(data.folds(8, 0).size()).isEqualTo(8);
    }
  }

  @Test
  void whatCannotBeGroupedIsRefused() throws IOException {
    Path csv = csv("path,label,x", 2, 5);
    assertThatThrownBy(() -> Dataset.open(csv.toString(), DEFAULTS.withGroups(PARENT)))
        .hasMessageContainingAll("--group-by groups the images of folders", "--group-column NAME");
    DataOptions column = DEFAULTS.withGroups(new Grouping.ByColumn("x"));
    assertThatThrownBy(() -> open(Trees.classes(5, "a", "b"), column))
        .hasMessageContainingAll("--group-column x names a column of a CSV", "--group-by parent");
    assertThatThrownBy(() -> Dataset.open("demo:", DEFAULTS.withGroups(PARENT)))
        .isInstanceOf(DataException.class);
    Map<String, byte[]> lump = Trees.classes(9, "a/one", "b/two");
    assertThatThrownBy(() -> open(lump, DEFAULTS.withGroups(PARENT)))
        .hasMessageContainingAll("too few groups to hold out a test split", "--test-fraction 0");
  }
}

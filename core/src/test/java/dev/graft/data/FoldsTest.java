package dev.graft.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.data.image.UnreadableImageException;
import dev.graft.data.labelled.EncodedSource;
import dev.graft.data.labelled.StoredImages;
import dev.graft.data.source.DataException;
import dev.graft.data.source.DataOptions;
import dev.graft.data.source.Grouping;
import dev.graft.data.source.ImageSource;
import dev.graft.data.source.Split;
import dev.graft.data.source.ValidateOn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldsTest {

  private static final DataOptions FIVE = DataOptions.defaults().withFolds(5);

  @TempDir Path temp;

  private Path set(Map<String, byte[]> tree) throws IOException {
    return Trees.folder(Files.createTempDirectory(temp, "set"), tree);
  }

  private static List<String> names(ImageSource source) {
    return IntStream.range(0, source.size()).mapToObj(source::name).toList();
  }

  private static List<String> tested(Folds folds) {
    return folds.parts().stream().flatMap(part -> names(part.test().get()).stream()).toList();
  }

  private static List<String> all(Dataset part) {
    List<String> all = new ArrayList<>(names(part.train()));
    part.validation().ifPresent(images -> all.addAll(names(images)));
    all.addAll(names(part.test().get()));
    return all;
  }

  @Test
  void everyImageIsTestedOnce() throws IOException {
    try (Dataset data = Dataset.open(set(Trees.classes(21, "a", "b", "c")).toString(), FIVE)) {
      assertThat(data.test()).isEmpty();
      assertThat(data.validation()).isEmpty();
      Folds folds = data.folds();
      assertThat(folds.size()).isEqualTo(5);
      assertThat(folds.tested()).isEqualTo(63);
      assertThat(tested(folds)).containsExactlyInAnyOrderElementsOf(names(data.train()));
      for (Dataset part : folds.parts()) {
        assertThat(all(part)).containsExactlyInAnyOrderElementsOf(names(data.train()));
        assertThat(part.test().get().size()).isBetween(12, 13);
        // 10 % of the 50 or 51 others, rounded up.
        assertThat(part.validation().get().size()).isBetween(5, 6);
        assertThat(names(part.train())).isSorted();
        assertThat(part.classNames()).isEqualTo(data.classNames());
        assertThat(part.notes()).containsAll(folds.notes());
      }
      assertThat(folds.notes())
          .containsExactly(
              "5 folds, stratified by class with seed 0: each tests 12 to 13 of 63 images and"
                  + " trains on the others",
              "of each fold's other images 5 to 6 were held out as the validation split, stratified by"
                  + " class");
      assertThat(folds.parts().get(1).notes())
          .contains("fold 2 of 5: 45 images train, 5 validate, 13 test");
      assertThat(data.folds().fingerprint())
          .matches("[0-9a-f]{64}")
          .isEqualTo(folds.fingerprint())
          .isNotEqualTo(data.folds(5, 1).fingerprint())
          .isNotEqualTo(data.folds(4, 0).fingerprint());
      assertThat(folds.parts().stream().map(Dataset::fingerprint)).doesNotHaveDuplicates();
    }
  }

  @Test
  void foldsShareTheFilesOfTheirDataSet() throws IOException {
    Path tar = Trees.tarGz(temp.resolve("s.tar.gz"), Trees.classes(6, "a", "b"));
    Dataset part;
    try (Dataset data = Dataset.open(tar.toString(), FIVE)) {
      part = data.folds().parts().get(0);
      part.close();
      assertThat(part.train().image(0).width())
          .as("the fold's own close closes nothing")
          .isEqualTo(4);
    }
    ImageSource closed = part.train();
    assertThatThrownBy(() -> closed.image(0)).isInstanceOf(UnreadableImageException.class);
  }

  @Test
  void splitsThatWereCarvedAreUndone() throws IOException {
    Path set = set(Trees.classes(20, "a", "b"));
    try (Dataset carved = Dataset.open(set);
        Dataset whole = Dataset.open(set.toString(), FIVE)) {
      assertThat(carved.bringsSplits()).isFalse();
      Folds folds = carved.folds(5, 0);
      assertThat(folds.fingerprint()).isEqualTo(whole.folds().fingerprint());
      assertThat(folds.notes()).isEqualTo(whole.folds().notes());
      assertThatThrownBy(carved::folds).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aLimitIsTakenBeforeTheFolds() throws IOException {
    DataOptions limited = FIVE.withTrainLimit(12);
    try (Dataset data = Dataset.open(set(Trees.classes(20, "a", "b")).toString(), limited)) {
      assertThat(data.folds().tested()).isEqualTo(12);
      assertThat(data.folds().notes().get(0)).startsWith("12 of 40 train images were taken");
    }
    assertThatThrownBy(() -> FIVE.withTestLimit(3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("folds test every image");
    assertThatThrownBy(() -> FIVE.withFolds(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("folds are at least 2, got 1");
  }

  @Test
  void aClassWithOneImageIsNeverTested() throws IOException {
    Map<String, byte[]> tree = Trees.classes(10, "a", "b");
    tree.putAll(Trees.classes(1, "c"));
    tree.putAll(Trees.classes(2, "d"));
    try (Dataset data = Dataset.open(set(tree).toString(), FIVE)) {
      Folds folds = data.folds();
      assertThat(tested(folds))
          .hasSize(22)
          .contains("d/00.png", "d/01.png")
          .doesNotHaveDuplicates();
      assertThat(folds.notes())
          .contains(
              "1 image trains in every fold and is never tested, because a class would have no"
                  + " other to learn from: c/00.png");
      for (Dataset part : folds.parts()) {
        assertThat(names(part.train())).contains("c/00.png");
        assertThat(names(part.train())).anyMatch(name -> name.startsWith("d/"));
      }
    }
  }

  @Test
  void withoutTheUnreadableImages() throws IOException {
    Map<String, byte[]> tree = Trees.classes(10, "a", "b");
    tree.put("a/03.png", new byte[] {1, 2, 3});
    Path set = set(tree);
    for (DataOptions options : List.of(FIVE, DataOptions.defaults())) {
      try (Dataset data = Dataset.open(set.toString(), options)) {
        Dataset checked = data.checked(true, ImageScan.scan(data, 2, done -> {}));
        Folds folds = checked.folds(5, 0);
        assertThat(tested(folds)).hasSize(19).doesNotContain("a/03.png");
        assertThat(folds.notes()).contains("1 unreadable image was left out");
        assertThat(folds.parts()).allMatch(part -> part.skipped() == 1);
      }
    }
  }

  /** Twins, one under two classes, a copy in a group, and nothing that is left out for them. */
  @Test
  void copiesStayTogether() throws IOException {
    Map<String, byte[]> tree = Trees.classes(30, "a", "b");
    for (int i = 0; i < 12; i++) {
      tree.put("a/twin%02d.png".formatted(i), tree.get("a/%02d.png".formatted(i)));
    }
    tree.put("b/other.png", tree.get("a/20.png"));
    Path set = set(tree);
    for (DataOptions options : List.of(FIVE, DataOptions.defaults())) {
      try (Dataset data = Dataset.open(set.toString(), options)) {
        DataReport report = ImageScan.scan(data.undivided(), 2, done -> {});
        Folds folds = data.undivided().checked(false, CrossDuplicates.MOVE, report).folds(5, 0);
        assertThat(tested(folds)).hasSize(73).doesNotHaveDuplicates();
        for (Dataset part : folds.parts()) {
          assertThat(ImageScan.scan(part, 2, done -> {}).duplicates())
              .hasSize(13)
              .noneMatch(DataReport.Duplicate::acrossSplits);
          assertThat(part.test().get().size()).isBetween(13, 16);
          int[] sizes = Splits.sizes(part.parts().get(Split.TEST).labels(), 2);
          assertThat(sizes[0]).isBetween(7, 10);
        }
        assertThat(ImageScan.scan(folds.whole(), 2, done -> {}).duplicates())
            .noneMatch(DataReport.Duplicate::acrossSplits);
        assertThat(folds.notes())
            .contains(
                "26 images have the pixels of another one: copies stay in one split, so that no"
                    + " image is tested by what was trained on it");
        assertThat(folds.test().fingerprint()).matches("[0-9a-f]{64}");
      }
    }
  }

  @Test
  void copiesJoinTheGroupsThatTheyAreIn() throws IOException {
    Map<String, byte[]> tree = Trees.classes(4, "a/p0", "a/p1", "a/p2", "b/q0", "b/q1", "b/q2");
    tree.put("a/p1/same.png", tree.get("a/p0/00.png"));
    DataOptions parents = FIVE.withFolds(2).withGroups(Grouping.by("parent"));
    try (Dataset data = Dataset.open(set(tree).toString(), parents)) {
      Dataset checked = data.checked(false, ImageScan.scan(data, 2, done -> {}));
      for (Dataset part : checked.folds().parts()) {
        long joined =
            names(part.test().get()).stream().filter(n -> n.matches("a/p[01]/.*")).count();
        assertThat(joined).isIn(0L, 9L);
      }
    }
  }

  @Test
  void tinyClassesValidateNothing() throws IOException {
    try (Dataset data =
        Dataset.open(set(Trees.classes(2, "a", "b")).toString(), FIVE.withFolds(2))) {
      assertThat(data.folds().parts()).allMatch(part -> part.validation().isEmpty());
      assertThat(data.folds().notes())
          .contains(
              "2 of 2 folds have no validation split: a class would keep too few images or groups to train on");
    }
    DataOptions lesson = FIVE.withValidateOn(ValidateOn.TEST);
    try (Dataset data = Dataset.open(set(Trees.classes(9, "a", "b")).toString(), lesson)) {
      assertThat(data.folds().parts()).allMatch(part -> part.validation().isEmpty());
      assertThat(data.folds().notes()).hasSize(1);
    }
  }

  @Test
  void whatCannotBeFoldedIsRefused() throws IOException {
    assertThatThrownBy(() -> Dataset.open("demo:", FIVE))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("brings a test split of its own", "leave out --folds");
    Path val = set(Trees.classes(3, "train/a", "train/b", "val/a", "val/b"));
    assertThatThrownBy(() -> Dataset.open(val.toString(), FIVE))
        .hasMessageContaining("brings a validation split of its own");
    try (Dataset data = Dataset.open("demo:", DataOptions.defaults())) {
      assertThat(data.bringsSplits()).isTrue();
      assertThatThrownBy(() -> data.folds(5, 0)).isInstanceOf(DataException.class);
    }
    Path small = set(Trees.classes(2, "a", "b"));
    assertThatThrownBy(() -> Dataset.open(small.toString(), FIVE))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("too few images for 5 folds", "at most 4 folds (--folds 4)");
    Path single = set(Trees.classes(1, "a", "b"));
    assertThatThrownBy(() -> Dataset.open(single.toString(), FIVE))
        .hasMessageContainingAll("none can be tested", "add images");
  }

  @Property(tries = 300)
  void groupsAreTestedAsAWhole(
      @ForAll @IntRange(min = 30, max = 200) int images,
      @ForAll @IntRange(min = 2, max = 5) int classes,
      @ForAll @IntRange(min = 2, max = 6) int largest,
      @ForAll @IntRange(min = 2, max = 6) int folds,
      @ForAll long seed) {
    EncodedSource source = GroupsTest.source(images, classes, largest, seed);
    var groups = Groups.of(source);
    if (groups.isEmpty()) {
      return;
    }
    int[] tested = GroupFolds.deal(groups.get(), folds, seed);
    assertThat(GroupFolds.deal(groups.get(), folds, seed)).isEqualTo(tested);
    var foldOf = new HashMap<String, Integer>();
    int[] all = Splits.sizes(source.labels(), classes);
    int[][] counts = new int[folds][classes];
    for (int i = 0; i < tested.length; i++) {
      Integer other = foldOf.putIfAbsent(GroupsTest.group(source, i), tested[i]);
      assertThat(other == null || other == tested[i]).isTrue();
      if (tested[i] >= 0) {
        counts[tested[i]][source.label(i)]++;
      }
    }
    for (int[] fold : counts) {
      for (int c = 0; c < classes; c++) {
        assertThat(fold[c] == 0 || fold[c] < all[c]).as("some are left to train").isTrue();
      }
    }
  }

  @Test
  void foldsOfGroupsAreNearlyBalanced() {
    for (long seed = 0; seed < 200; seed++) {
      EncodedSource source = GroupsTest.source(300, 4, 8, seed);
      int[] all = Splits.sizes(source.labels(), 4);
      int[] tested = GroupFolds.deal(Groups.of(source).get(), 5, seed);
      assertThat(tested).doesNotContain(-1);
      int[][] counts = new int[5][4];
      IntStream.range(0, 300).forEach(i -> counts[tested[i]][source.label(i)]++);
      for (int[] fold : counts) {
        for (int c = 0; c < 4; c++) {
          // By less than the images of the largest group.
          assertThat(Math.abs(fold[c] - all[c] / 5.0)).as("seed " + seed).isLessThan(8);
        }
      }
    }
  }

  @Test
  void groupsOfEqualSizeAreDealtEvenly() throws IOException {
    Map<String, byte[]> tree = new HashMap<>();
    for (int p = 0; p < 10; p++) {
      tree.putAll(Trees.classes(3, "ill/p" + p, "healthy/q" + p));
    }
    DataOptions parents = FIVE.withGroups(Grouping.by("parent"));
    try (Dataset data = Dataset.open(set(tree).toString(), parents)) {
      for (Dataset part : data.folds().parts()) {
        int[] sizes = Splits.sizes(part.parts().get(Split.TEST).labels(), 2);
        assertThat(sizes).containsExactly(6, 6);
        List<String> groups = new ArrayList<>();
        part.parts()
            .values()
            .forEach(
                images ->
                    groups.addAll(
                        IntStream.range(0, images.size())
                            .mapToObj(i -> images.group(i).get())
                            .distinct()
                            .toList()));
        assertThat(groups).as("no group is in two splits").hasSize(20).doesNotHaveDuplicates();
      }
      assertThat(data.folds().tested()).isEqualTo(60);
    }
  }

  /** Five groups of one class each in four folds: one of these tests two. */
  @Test
  void theFirstFoldTestsTwoClassesWhereAnyDoes() throws IOException {
    Map<String, byte[]> tree = Trees.classes(4, "a/p0", "a/p1", "b/q0", "b/q1", "b/q2");
    DataOptions parents = FIVE.withFolds(4).withGroups(Grouping.by("parent"));
    for (long seed = 0; seed < 5; seed++) {
      try (Dataset data =
          Dataset.open(set(tree).toString(), parents.withSeed(seed).withTrainLimit(20))) {
        Folds folds = data.folds();
        assertThat(classes(folds.parts().get(0).parts().get(Split.TEST))).isEqualTo(2);
        assertThat(folds.tested()).isEqualTo(20);
      }
    }
  }

  private static long classes(EncodedSource source) {
    return Arrays.stream(source.labels()).distinct().count();
  }

  /** The only group of a class trains in every fold, and with it whatever else is in it. */
  @Test
  void theOnlyGroupOfAClassAlwaysTrains() {
    List<StoredImages.Item> items = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      int label = i < 4 ? i % 2 : 0;
      String group = i < 4 ? "both" : "g" + i / 4;
      items.add(new StoredImages.Item("x", "i" + i, label, Optional.of(group)));
    }
    EncodedSource source = new StoredImages(null, List.of("a", "b"), items);
    int[] tested = GroupFolds.deal(Groups.of(source).get(), 5, 0);
    assertThat(Arrays.copyOf(tested, 4)).containsOnly(-1);
    assertThat(Arrays.stream(tested).filter(fold -> fold >= 0).distinct().count()).isEqualTo(5);
  }
}

package dev.graft.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.data.labelled.EncodedSource;
import dev.graft.data.labelled.StoredImages;
import dev.graft.data.labelled.Subset;
import dev.graft.data.source.ImageSource;
import dev.graft.files.SplitMix64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class GroupsTest {

  /** Images that nobody reads, in groups of up to {@code largest}, each of one class or of two. */
  static EncodedSource source(int images, int classes, int largest, long seed) {
    var random = new SplitMix64(seed);
    List<String> names = IntStream.range(0, classes).mapToObj(c -> "class" + c).toList();
    List<StoredImages.Item> items = new ArrayList<>();
    int group = 0;
    while (items.size() < images) {
      int size = 1 + random.nextInt(largest);
      int label = random.nextInt(classes);
      for (int i = 0; i < size; i++) {
        int own = random.nextInt(4) == 0 ? random.nextInt(classes) : label;
        Optional<String> name = size == 1 ? Optional.empty() : Optional.of("g" + group);
        items.add(new StoredImages.Item("x", "image" + items.size(), own, name));
      }
      group++;
    }
    return new StoredImages(null, names, items);
  }

  /** The group of each image; one that belongs to none has a name of its own. */
  static String group(ImageSource source, int i) {
    return source.group(i).orElse("alone " + source.name(i));
  }

  @Property(tries = 300)
  void heldOutGroupsAreWholeAndLeaveTrainingImages(
      @ForAll @IntRange(min = 20, max = 300) int images,
      @ForAll @IntRange(min = 2, max = 6) int classes,
      @ForAll @IntRange(min = 2, max = 8) int largest,
      @ForAll @IntRange(min = 1, max = 2) int kept,
      @ForAll long seed) {
    EncodedSource source = source(images, classes, largest, seed);
    int[] held = HoldOut.positions(source, 0.2, kept, seed);
    assertThat(held).isSorted().doesNotHaveDuplicates();
    assertThat(HoldOut.positions(source, 0.2, kept, seed)).isEqualTo(held);
    List<String> out = Arrays.stream(held).mapToObj(i -> group(source, i)).toList();
    assertThat(Arrays.stream(Splits.others(source.size(), held)).mapToObj(i -> group(source, i)))
        .noneMatch(out::contains);
    int[] all = Splits.sizes(source.labels(), classes);
    int[] sizes = Splits.sizes(new Subset(source, held).labels(), classes);
    int[] wanted = Splits.held(all, 0.2, kept, seed);
    for (int c = 0; c < classes; c++) {
      assertThat(all[c] - sizes[c]).isGreaterThanOrEqualTo(Math.min(all[c], kept));
      assertThat(sizes[c]).isLessThanOrEqualTo(Math.max(wanted[c], all[c] / (kept + 1)));
    }
  }

  @Test
  void heldOutGroupsComeNearToTheShares() {
    for (long seed = 0; seed < 200; seed++) {
      EncodedSource source = source(300, 4, 8, seed);
      int[] all = Splits.sizes(source.labels(), 4);
      int[] held = HoldOut.positions(source, 0.2, 1, seed);
      int[] sizes = Splits.sizes(new Subset(source, held).labels(), 4);
      for (int c = 0; c < 4; c++) {
        assertThat(Math.abs(sizes[c] - 0.2 * all[c])).as("seed " + seed).isLessThanOrEqualTo(2.5);
      }
    }
  }

  @Test
  void groupsOfOneImageAreSplitAsImagesAre() {
    List<StoredImages.Item> items =
        IntStream.range(0, 60)
            .mapToObj(i -> new StoredImages.Item("x", "i" + i, i % 3, Optional.of("g" + i)))
            .toList();
    EncodedSource source = new StoredImages(null, List.of("a", "b", "c"), items);
    assertThat(HoldOut.positions(source, 0.2, 1, 5))
        .isEqualTo(Splits.holdOut(source.labels(), 3, 0.2, 1, 5));
  }
}

package dev.graft.data.labelled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.data.Dataset;
import dev.graft.data.source.DataOptions;
import dev.graft.data.source.ImageSource;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NestedSubsetsTest {

  private static Set<String> names(ImageSource images) {
    var names = new HashSet<String>();
    IntStream.range(0, images.size()).forEach(i -> names.add(images.name(i)));
    assertThat(names).hasSize(images.size());
    return names;
  }

  @Test
  void theLargerHoldsTheSmallerAndEveryClass() throws IOException {
    try (Dataset demo = Dataset.open("demo:", DataOptions.defaults())) {
      Set<String> all = names(demo.train());
      Set<String> before = Set.of();
      for (int size : new int[] {10, 57, 100, 101, 900, demo.train().size()}) {
        ImageSource subset = demo.trainSubset(size, 3);
        Set<String> names = names(subset);
        assertThat(names).hasSize(size).containsAll(before);
        assertThat(all).containsAll(names);
        int[] ofClass = new int[10];
        IntStream.range(0, size).forEach(i -> ofClass[subset.label(i)]++);
        for (int images : ofClass) {
          assertThat(images).isBetween(size / 10, size / 10 + 1);
        }
        before = names;
      }
    }
  }

  @Test
  void anotherSeedChoosesOthersAndAllAreAll() throws IOException {
    try (Dataset demo = Dataset.open("demo:", DataOptions.defaults())) {
      assertThat(names(demo.trainSubset(100, 0))).isEqualTo(names(demo.trainSubset(100, 0)));
      assertThat(names(demo.trainSubset(100, 0))).isNotEqualTo(names(demo.trainSubset(100, 1)));
      int all = demo.train().size();
      ImageSource whole = demo.trainSubset(all, 5);
      assertThat(IntStream.range(0, all).allMatch(i -> whole.name(i).equals(demo.train().name(i))))
          .as("in the same order")
          .isTrue();
    }
  }

  @Test
  void sizesThatCannotBeAreRefused() throws IOException {
    try (Dataset demo = Dataset.open("demo:", DataOptions.defaults())) {
      for (int size : new int[] {9, demo.train().size() + 1}) {
        assertThatThrownBy(() -> demo.trainSubset(size, 0))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("got " + size);
      }
    }
  }
}

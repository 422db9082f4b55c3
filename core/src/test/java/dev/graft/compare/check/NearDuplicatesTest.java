package dev.graft.compare.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.data.DataReport;
import dev.graft.data.DataReport.Copy;
import dev.graft.data.source.Split;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class NearDuplicatesTest {

  private static final int FEATURES = 8;

  private static final Copy A = new Copy(Split.TRAIN, 0, "a.png", 0);
  private static final Copy B = new Copy(Split.TEST, 0, "b.png", 1);
  private static final Copy C = new Copy(Split.TEST, 1, "c.png", 1);

  private static DataReport scan(DataReport.Duplicate... duplicates) {
    return new DataReport(
        "set", "set", List.of("x", "y"), List.of(), List.of(duplicates), List.of());
  }

  private static float[] noise(int width, long seed) {
    var random = new Random(seed);
    float[] row = new float[width];
    for (int j = 0; j < width; j++) {
      row[j] = (float) random.nextGaussian();
    }
    return row;
  }

  private static float[] miniature(long seed) {
    return Directions.scaled(noise(Miniature.WIDTH, seed), 1);
  }

  /** A, B and ten images that are like none. */
  private static NearDuplicates search(DataReport scan, float[] ofA, float[] ofB) {
    var search = new NearDuplicates(scan);
    search.add(A, ofA, noise(FEATURES, 1));
    search.add(B, ofB, noise(FEATURES, 1));
    for (int i = 0; i < 10; i++) {
      var other = new Copy(Split.TRAIN, 1 + i, i + ".png", 0);
      search.add(other, miniature(100 + i), noise(FEATURES, 100 + i));
    }
    return search;
  }

  @Test
  void onePictureInTwoSplitsAndClassesIsFound() {
    NearPairs found = search(scan(), miniature(1), miniature(1)).find();
    assertThat(found.counts()).isEqualTo(new DataFindings.NearCounts(1, 1, 1, 1));
    DataFindings.Near pair = found.kept().get(0);
    assertThat(pair.first()).isEqualTo(A);
    assertThat(pair.second()).isEqualTo(B);
    assertThat(pair.acrossSplits()).isTrue();
    assertThat(pair.conflictingLabels()).isTrue();
    assertThat(pair.likeness()).isBetween(0.999, 1.001);
  }

  @Test
  void featuresAloneDoNotMakeADuplicate() {
    assertThat(search(scan(), miniature(1), miniature(2)).find().kept()).isEmpty();
  }

  @Test
  void picturesOfOneColourAreNotAllAlike() {
    float[] flat = new float[Miniature.WIDTH];
    assertThat(search(scan(), flat, flat.clone()).find().kept()).isEmpty();
  }

  @Test
  void exactDuplicatesAreNotReportedAgain() {
    var exact = new DataReport.Duplicate(List.of(A, B));
    NearDuplicates search = search(scan(exact), miniature(1), miniature(1));
    assertThat(search.find().kept()).isEmpty();
    search.add(C, miniature(1), noise(FEATURES, 1));
    assertThat(search.find().kept())
        .singleElement()
        .satisfies(pair -> assertThat(pair.second()).isEqualTo(C));
  }

  /** Sixty views of one picture are 1,770 pairs, all more alike than the one that matters. */
  @Test
  void whatHarmsIsCountedAndNamedHoweverManyHarmlessPairsThereAre() {
    float[] picture = miniature(1);
    float[] other = picture.clone();
    float[] noise = miniature(2);
    for (int j = 0; j < other.length; j++) {
      other[j] += 0.2f * noise[j];
    }
    NearDuplicates search = search(scan(), picture, Directions.scaled(other, 1));
    for (int i = 0; i < 60; i++) {
      var copy = new Copy(Split.TRAIN, 100 + i, "copy" + i + ".png", 0);
      search.add(copy, miniature(3), noise(FEATURES, 3));
    }
    NearPairs found = search.find();
    assertThat(found.counts()).isEqualTo(new DataFindings.NearCounts(1771, 1, 1, 1));
    assertThat(found.kept()).hasSize(1000).isSortedAccordingTo(mostAlikeFirst());
    DataFindings.Near last = found.kept().get(999);
    assertThat(last.acrossSplits()).isTrue();
    assertThat(last.second()).isEqualTo(B);
  }

  private static Comparator<DataFindings.Near> mostAlikeFirst() {
    return Comparator.comparingDouble(DataFindings.Near::likeness).reversed();
  }

  @Test
  void heldOutImagesCountOnceHoweverManyTheyAreLike() {
    NearDuplicates search = search(scan(), miniature(1), miniature(1));
    search.add(C, miniature(1), noise(FEATURES, 1)); // of B's split
    search.add(new Copy(Split.TRAIN, 50, "d.png", 0), miniature(1), noise(FEATURES, 1));
    NearPairs found = search.find();
    // A and D of one split, B and C of another: six pairs, four of them across.
    assertThat(found.counts()).isEqualTo(new DataFindings.NearCounts(6, 4, 4, 2));
  }

  @Test
  void anInterruptEndsTheSearch() {
    NearDuplicates search = search(scan(), miniature(1), miniature(1));
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(search::find).isInstanceOf(CancellationException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}

package dev.graft.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.data.DataReport;
import dev.graft.data.DataReport.Copy;
import dev.graft.data.Split;
import java.util.List;
import java.util.Random;
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
    NearDuplicates.Found found = search(scan(), miniature(1), miniature(1)).find();
    assertThat(found.count()).isEqualTo(1);
    DataFindings.Near pair = found.pairs().get(0);
    assertThat(pair.first()).isEqualTo(A);
    assertThat(pair.second()).isEqualTo(B);
    assertThat(pair.acrossSplits()).isTrue();
    assertThat(pair.conflictingLabels()).isTrue();
    assertThat(pair.likeness()).isBetween(0.999, 1.001);
  }

  @Test
  void featuresAloneDoNotMakeADuplicate() {
    assertThat(search(scan(), miniature(1), miniature(2)).find().pairs()).isEmpty();
  }

  @Test
  void picturesOfOneColourAreNotAllAlike() {
    float[] flat = new float[Miniature.WIDTH];
    assertThat(search(scan(), flat, flat.clone()).find().pairs()).isEmpty();
  }

  @Test
  void exactDuplicatesAreNotReportedAgain() {
    var exact = new DataReport.Duplicate(List.of(A, B));
    NearDuplicates search = search(scan(exact), miniature(1), miniature(1));
    assertThat(search.find().pairs()).isEmpty();
    search.add(C, miniature(1), noise(FEATURES, 1));
    assertThat(search.find().pairs())
        .singleElement()
        .satisfies(pair -> assertThat(pair.second()).isEqualTo(C));
  }
}

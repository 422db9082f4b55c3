package dev.graft.torch.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.graft.torch.tensors.Native;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NearestRowsTest {

  private static final int WIDTH = 24;

  private static float[][] rows(int count, long seed) {
    var random = new Random(seed);
    float[][] rows = new float[count][WIDTH];
    for (float[] row : rows) {
      double length = Math.exp(4 * random.nextGaussian()); // must not count
      for (int j = 0; j < WIDTH; j++) {
        row[j] = (float) (length * random.nextGaussian());
      }
    }
    return rows;
  }

  private static double cosine(float[] a, float[] b) {
    double product = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int j = 0; j < WIDTH; j++) {
      product += (double) a[j] * b[j];
      squaresA += (double) a[j] * a[j];
      squaresB += (double) b[j] * b[j];
    }
    return product / Math.sqrt(squaresA * squaresB);
  }

  @Test
  void theyAreThoseThatCosinesInDoublePrecisionGive() {
    float[][] rows = rows(2500, 1); // more than two blocks
    float[][] asked = rows(7, 2);
    try (var nearest = new NearestRows(rows)) {
      List<List<NearestRows.Near>> found = nearest.find(asked, 9);
      assertThat(found).hasSize(7);
      for (int i = 0; i < asked.length; i++) {
        float[] one = asked[i];
        List<Integer> expected =
            IntStream.range(0, rows.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer row) -> -cosine(one, rows[row])))
                .limit(9)
                .toList();
        assertThat(found.get(i)).extracting(NearestRows.Near::row).isEqualTo(expected);
        for (NearestRows.Near near : found.get(i)) {
          assertThat(near.cosine()).isCloseTo(cosine(one, rows[near.row()]), within(1e-5));
        }
      }
    }
  }

  @Test
  void aRowIsNearestToItselfAndOfEqualsTheFirstComesFirst() {
    float[][] rows = rows(40, 3);
    rows[31] = rows[5].clone();
    for (int j = 0; j < WIDTH; j++) {
      rows[20][j] = -rows[5][j];
    }
    try (var nearest = new NearestRows(rows)) {
      List<NearestRows.Near> found = nearest.find(new float[][] {rows[5]}, 100).get(0);
      assertThat(found).hasSize(40);
      assertThat(found.subList(0, 2)).extracting(NearestRows.Near::row).containsExactly(5, 31);
      assertThat(found.get(0).cosine()).isCloseTo(1, within(1e-6)).isLessThanOrEqualTo(1);
      assertThat(found.get(39).row()).isEqualTo(20);
      assertThat(found.get(39).cosine()).isCloseTo(-1, within(1e-6)).isGreaterThanOrEqualTo(-1);
      assertThat(nearest.find(new float[][] {rows[5]}, 0).get(0)).isEmpty();
    }
  }

  @Test
  void whatIsNoDirectionIsAlikeToNothing() {
    float[][] rows = rows(3, 4);
    rows[0] = new float[WIDTH];
    rows[1][2] = Float.NaN;
    float[] endless = rows[2].clone();
    endless[0] = Float.POSITIVE_INFINITY;
    try (var nearest = new NearestRows(rows)) {
      List<List<NearestRows.Near>> found = nearest.find(new float[][] {rows[2], endless}, 3);
      assertThat(found.get(0).get(0).row()).isEqualTo(2);
      assertThat(found.get(0).subList(1, 3)).allMatch(near -> near.cosine() == 0);
      assertThat(found.get(1)).allMatch(near -> near.cosine() == 0);
    }
  }

  @Test
  void nothingStaysBehind() {
    float[][] rows = rows(1500, 5);
    long before = -1;
    for (int i = 0; i < 20; i++) {
      try (var nearest = new NearestRows(rows)) {
        nearest.find(rows(3, 6), 4);
      }
      before = before < 0 ? Native.liveObjects() : before;
      assertThat(Native.liveObjects()).isLessThanOrEqualTo(before);
    }
  }
}

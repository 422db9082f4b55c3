package dev.graft.torch.tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AlikeRowsTest {

  private static final int WIDTH = 12;

  /** Rows of length 1 that point anywhere; more than one block of them. */
  private static float[][] rows(int count) {
    var random = new Random(4);
    float[][] rows = new float[count][WIDTH];
    for (float[] row : rows) {
      double squares = 0;
      for (int j = 0; j < WIDTH; j++) {
        row[j] = (float) random.nextGaussian();
        squares += row[j] * row[j];
      }
      for (int j = 0; j < WIDTH; j++) {
        row[j] /= (float) Math.sqrt(squares);
      }
    }
    return rows;
  }

  private static List<AlikeRows.Pair> find(float[][] rows, double least) {
    var found = new ArrayList<AlikeRows.Pair>();
    AlikeRows.find(rows.length, i -> rows[i], least, found::add);
    return found;
  }

  private static double cosine(float[] a, float[] b) {
    double sum = 0;
    for (int j = 0; j < WIDTH; j++) {
      sum += (double) a[j] * b[j];
    }
    return sum;
  }

  @Test
  void pairsAreThoseThatEveryPairOnItsOwnWouldGive() {
    float[][] rows = rows(2100);
    rows[2050] = rows[7].clone();
    List<AlikeRows.Pair> found = find(rows, 0.85);
    long expected = 0;
    for (int i = 0; i < rows.length; i++) {
      for (int j = i + 1; j < rows.length; j++) {
        expected += cosine(rows[i], rows[j]) >= 0.85 ? 1 : 0;
      }
    }
    assertThat(found).hasSize(Math.toIntExact(expected)).isNotEmpty();
    assertThat(found)
        .filteredOn(pair -> pair.first() == 7 && pair.second() == 2050)
        .singleElement()
        .satisfies(pair -> assertThat(pair.cosine()).isCloseTo(1, within(1e-5)));
    for (AlikeRows.Pair pair : found) {
      assertThat(pair.first()).isLessThan(pair.second());
      assertThat(pair.cosine())
          .isCloseTo(cosine(rows[pair.first()], rows[pair.second()]), within(1e-5));
    }
  }

  @Test
  void noRowsGiveNoPairs() {
    assertThat(find(new float[0][], 0.9)).isEmpty();
  }
}

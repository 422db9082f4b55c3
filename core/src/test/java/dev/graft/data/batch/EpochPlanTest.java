package dev.graft.data.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.data.loading.Augmentation;
import dev.graft.data.loading.View;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EpochPlanTest {

  @Property(tries = 100)
  void everyImageComesOnceInBatchesOfTheSizeAskedFor(
      @ForAll @IntRange(min = 1, max = 300) int images,
      @ForAll @IntRange(min = 1, max = 64) int batchSize,
      @ForAll long seed,
      @ForAll @IntRange(max = 50) int epoch) {
    List<List<Sample>> plan =
        EpochPlan.shuffled(images, batchSize, Augmentation.flip(), seed, epoch);
    assertThat(plan.stream().flatMap(List::stream).map(Sample::index))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, images).boxed().toList());
    assertThat(plan.subList(0, plan.size() - 1)).allMatch(batch -> batch.size() == batchSize);
    assertThat(plan).hasSize(EpochPlan.steps(images, batchSize));
    int last = plan.get(plan.size() - 1).size();
    assertThat(last).isBetween(Math.min(2, Math.min(batchSize, images)), batchSize + 1);
    assertThat(EpochPlan.shuffled(images, batchSize, Augmentation.flip(), seed, epoch))
        .isEqualTo(plan);
  }

  @Test
  void epochsAndSeedsGiveOtherOrders() {
    List<List<Sample>> plan = EpochPlan.shuffled(100, 100, Augmentation.none(), 0, 0);
    assertThat(EpochPlan.shuffled(100, 100, Augmentation.none(), 0, 1)).isNotEqualTo(plan);
    assertThat(EpochPlan.shuffled(100, 100, Augmentation.none(), 1, 0)).isNotEqualTo(plan);
  }

  /** Each of 10 places should see each of 10 images about 1,000 times in 10,000 epochs. */
  @Test
  void everyImageIsAsLikelyAtEveryPlace() {
    int[][] seen = new int[10][10];
    for (int epoch = 0; epoch < 10_000; epoch++) {
      List<Sample> order = EpochPlan.shuffled(10, 10, Augmentation.none(), 7, epoch).get(0);
      for (int place = 0; place < 10; place++) {
        seen[place][order.get(place).index()]++;
      }
    }
    for (int[] row : seen) {
      assertThat(IntStream.of(row).boxed()).allMatch(count -> count > 850 && count < 1150);
    }
  }

  @Test
  void evaluationSeesPlainImagesInOrder() {
    assertThat(EpochPlan.inOrder(3, 2))
        .isEqualTo(
            List.of(
                List.of(new Sample(0, View.PLAIN), new Sample(1, View.PLAIN)),
                List.of(new Sample(2, View.PLAIN))));
  }
}

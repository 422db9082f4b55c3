package dev.graft.data.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.data.image.Preprocessing;
import dev.graft.data.loading.Augmentation;
import dev.graft.data.loading.Decoding;
import dev.graft.data.source.FormulaSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageViewsTest {

  private static final int N = 24;
  private static final int EPOCHS = 4;
  private static final List<Float> HALF = List.of(0.5f, 0.5f, 0.5f);

  /** The formula's images have 20 x 15 to 26 x 19 pixels: more than this, less than LARGE. */
  private static final Preprocessing SMALL = Preprocessing.squash(16, HALF, HALF);

  private static final Preprocessing LARGE =
      Preprocessing.imageNet().withInputSize(28).withResize(32);
  private static final long PLENTY = 1 << 20;

  private final AtomicInteger decoded = new AtomicInteger();
  private final FormulaSource source = new FormulaSource(N, i -> decoded.incrementAndGet());

  private static List<List<Sample>> epoch(Augmentation augmentation, int epoch) {
    return EpochPlan.shuffled(N, 5, augmentation, 9, epoch);
  }

  /** All floats of some epochs. */
  private List<List<Float>> load(
      Preprocessing preprocessing, Augmentation augmentation, Loading loading) {
    List<List<Float>> all = new ArrayList<>();
    try (BatchLoader loader = new BatchLoader(source, preprocessing, augmentation, loading)) {
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        Iterator<Batch> batches = loader.load(epoch(augmentation, epoch));
        while (batches.hasNext()) {
          try (Batch batch = batches.next()) {
            List<Float> floats = new ArrayList<>();
            for (int i = 0; i < batch.pixels().remaining(); i++) {
              floats.add(batch.pixels().get(i));
            }
            all.add(floats);
          }
        }
      }
    }
    return all;
  }

  private static Loading loading(int threads, long bytes) {
    return new Loading(threads, Decoding.REDUCED, bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "flip", "crop"})
  void keepingChangesNoFloat(String name) {
    Augmentation augmentation = Augmentation.named(name);
    for (Preprocessing preprocessing : List.of(SMALL, LARGE)) {
      decoded.set(0);
      List<List<Float>> expected = load(preprocessing, augmentation, loading(1, 0));
      assertThat(decoded.get()).isEqualTo(EPOCHS * N);
      for (int threads : new int[] {1, 3}) {
        for (long bytes : new long[] {5000, PLENTY}) {
          assertThat(load(preprocessing, augmentation, loading(threads, bytes)))
              .isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void everyImageIsDecodedOnceWhereAllFit() {
    load(SMALL, Augmentation.flip(), loading(2, PLENTY));
    assertThat(decoded.getAndSet(0)).isEqualTo(N);
    load(LARGE, Augmentation.none(), loading(2, PLENTY));
    assertThat(decoded.get()).isEqualTo(N);
  }

  @Test
  void cropsAreMadeFromPicturesThatAreSmallerThanTheyAre() {
    load(LARGE, Augmentation.randomResizedCrop(), loading(1, PLENTY));
    assertThat(decoded.getAndSet(0)).isEqualTo(N);
    load(SMALL, Augmentation.randomResizedCrop(), loading(1, PLENTY));
    assertThat(decoded.get()).isEqualTo(EPOCHS * N);
  }

  @Test
  void whatCameFirstStaysWhenNotAllFits() {
    int fitting = 7;
    Loading loading = loading(1, fitting * (SMALL.floatsPerImage() + 64L) + 100);
    load(SMALL, Augmentation.flip(), loading);
    assertThat(decoded.get()).isEqualTo(N + (EPOCHS - 1) * (N - fitting));
    List<Integer> first =
        epoch(Augmentation.flip(), 0).stream()
            .flatMap(List::stream)
            .map(Sample::index)
            .limit(fitting)
            .toList();
    KeptImages.Shelf kept = loading.kept(source, SMALL);
    assertThat(IntStream.range(0, N).filter(i -> kept.get(i) != null).boxed())
        .containsExactlyInAnyOrderElementsOf(first);
  }

  @Test
  void whatIsNotWorthKeepingIsNotKeptButWhatIsThereServes() {
    Loading loading = loading(1, PLENTY);
    List<List<Sample>> plan = epoch(Augmentation.none(), 0);
    try (BatchLoader loader = new BatchLoader(source, SMALL, Augmentation.none(), loading)) {
      for (boolean keep : new boolean[] {false, true, false}) {
        loader.load(plan, keep).forEachRemaining(Batch::close);
      }
    }
    assertThat(decoded.get()).isEqualTo(2 * N);
  }

  @Test
  void loadersOfOneTrainingShareWhatIsKept() {
    Loading loading = loading(2, PLENTY);
    List<List<Float>> none = load(SMALL, Augmentation.none(), loading);
    load(SMALL, Augmentation.flip(), loading);
    assertThat(decoded.get()).isEqualTo(N);
    load(SMALL.withInputSize(17), Augmentation.none(), loading);
    assertThat(decoded.get()).as("seen otherwise").isEqualTo(2 * N);
    assertThat(load(SMALL, Augmentation.none(), loading)).isEqualTo(none);
  }
}

package dev.graft.data.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.data.image.Image;
import dev.graft.data.image.Preprocessing;
import dev.graft.data.image.UnreadableImageException;
import dev.graft.data.loading.Augmentation;
import dev.graft.data.loading.Decoding;
import dev.graft.data.loading.View;
import dev.graft.data.source.FormulaSource;
import dev.graft.data.source.ImageSource;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatchLoaderTest {

  private static final List<Float> HALF = List.of(0.5f, 0.5f, 0.5f);
  private static final Preprocessing SMALL = Preprocessing.squash(16, HALF, HALF);

  /**
   * Batches of {@code size} (the last may be smaller) over the images 0 to n-1, drawn at random.
   */
  private static List<List<Sample>> batches(int n, int size, Augmentation augmentation) {
    List<List<Sample>> batches = new ArrayList<>();
    for (int from = 0; from < n; from += size) {
      batches.add(
          IntStream.range(from, Math.min(n, from + size))
              .mapToObj(i -> new Sample(i, augmentation.draw(11, 0, i)))
              .toList());
    }
    return batches;
  }

  private static BatchLoader loader(ImageSource source, int threads) {
    return new BatchLoader(
        source, SMALL, Augmentation.none(), new Loading(threads, Decoding.FULL, 0));
  }

  /** Waits on a loader thread, which nobody may interrupt. */
  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("loader threads are not interrupted", e);
    }
  }

  private static float[] copy(FloatBuffer buffer) {
    float[] floats = new float[buffer.remaining()];
    buffer.duplicate().get(floats);
    return floats;
  }

  @AfterEach
  void noThreadIsLeftBehind() {
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(t -> t.isAlive() && t.getName().equals("graft-loader"));
  }

  @Test
  void batchesHoldTheSameFloatsInTheSameOrderWhateverTheThreads() {
    Augmentation augmentation = Augmentation.randomResizedCrop();
    List<List<Sample>> wanted = batches(37, 5, augmentation);
    List<float[]> reference = new ArrayList<>();
    for (int threads : new int[] {1, 4, 7}) {
      // Later images of a batch are done first.
      FormulaSource source =
          new FormulaSource(37, i -> LockSupport.parkNanos(400_000L * (5 - i % 5)));
      try (BatchLoader loader =
          new BatchLoader(source, SMALL, augmentation, new Loading(threads, Decoding.FULL, 0))) {
        Iterator<Batch> batches = loader.load(wanted);
        for (int b = 0; b < wanted.size(); b++) {
          try (Batch batch = batches.next()) {
            assertThat(batch.samples()).isEqualTo(wanted.get(b));
            assertThat(batch.size()).isEqualTo(wanted.get(b).size());
            if (threads == 1) {
              reference.add(copy(batch.pixels()));
            } else {
              assertThat(copy(batch.pixels())).isEqualTo(reference.get(b));
            }
          }
        }
        assertThat(batches.hasNext()).isFalse();
      }
    }
  }

  @Test
  void aBatchIsWhatPreprocessingMakesOfItsImages() {
    FormulaSource source = FormulaSource.of(3);
    List<Sample> samples =
        List.of(
            new Sample(2, View.PLAIN), new Sample(0, View.FLIPPED), new Sample(2, View.FLIPPED));
    try (BatchLoader loader =
            new BatchLoader(source, SMALL, Augmentation.flip(), new Loading(2, Decoding.FULL, 0));
        Batch batch = loader.load(List.of(samples)).next()) {
      FloatBuffer expected = FloatBuffer.allocate(3 * SMALL.floatsPerImage());
      for (int i = 0; i < 3; i++) {
        Image image = SMALL.geometry(source.image(samples.get(i).index()));
        boolean flipped = samples.get(i).view().flipped();
        SMALL.normalise(flipped ? image.mirrored() : image, expected, i * SMALL.floatsPerImage());
      }
      assertThat(copy(batch.pixels())).isEqualTo(expected.array());
      assertThat(batch.labels()).containsExactly(0, 0, 0);
      assertThat(batch.pixels().isDirect()).isTrue();
      assertThat(batch.pixels().order()).isEqualTo(ByteOrder.nativeOrder());
      assertThat(batch.inputSize()).isEqualTo(16);
    }
  }

  @Test
  void anUnreadableImageSurfacesAtItsBatchAndEndsTheIteration() {
    FormulaSource source =
        new FormulaSource(
            40,
            i -> {
              if (i == 22 || i == 23) {
                throw new UnreadableImageException("image " + i, "no picture", null);
              }
            });
    try (BatchLoader loader = loader(source, 3)) {
      Iterator<Batch> batches = loader.load(batches(40, 4, Augmentation.none()));
      for (int b = 0; b < 5; b++) {
        batches.next().close();
      }
      assertThatThrownBy(batches::next)
          .isInstanceOf(UnreadableImageException.class)
          .hasMessage("image 22: no picture");
      assertThat(batches.hasNext()).isFalse();
      // The loader itself is still good.
      Iterator<Batch> again = loader.load(batches(20, 4, Augmentation.none()));
      int count = 0;
      while (again.hasNext()) {
        again.next().close();
        count++;
      }
      assertThat(count).isEqualTo(5);
    }
  }

  @Test
  void errorsSurfaceToo() {
    FormulaSource source =
        new FormulaSource(
            4,
            i -> {
              throw new OutOfMemoryError("made up");
            });
    try (BatchLoader loader = loader(source, 2)) {
      Iterator<Batch> batches = loader.load(batches(4, 2, Augmentation.none()));
      assertThatThrownBy(batches::next).isInstanceOf(OutOfMemoryError.class);
    }
  }

  @Test
  void allThreadsWorkOnOneBatch() {
    int threads = 4;
    CyclicBarrier all = new CyclicBarrier(threads);
    FormulaSource source =
        new FormulaSource(
            threads,
            i -> {
              try {
                all.await(30, TimeUnit.SECONDS); // passes only when four images load at once
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    try (BatchLoader loader = loader(source, threads);
        Batch batch = loader.load(batches(threads, threads, Augmentation.none())).next()) {
      assertThat(batch.size()).isEqualTo(threads);
    }
  }

  @Test
  void onlyAFewBatchesAreLoadedAhead() throws InterruptedException {
    AtomicInteger begun = new AtomicInteger();
    FormulaSource source = new FormulaSource(1000, i -> begun.incrementAndGet());
    try (BatchLoader loader = loader(source, 2)) {
      Iterator<Batch> batches = loader.load(batches(1000, 10, Augmentation.none()));
      batches.next().close();
      Thread.sleep(200);
      assertThat(begun.get()).isBetween(10, 30);
    }
  }

  @Test
  void closingEarlyLeavesTheRestUndone() throws InterruptedException {
    AtomicInteger begun = new AtomicInteger();
    CountDownLatch started = new CountDownLatch(1);
    FormulaSource source =
        new FormulaSource(
            1000,
            i -> {
              begun.incrementAndGet();
              started.countDown();
              LockSupport.parkNanos(5_000_000);
            });
    try (BatchLoader loader = loader(source, 2)) {
      loader.load(batches(1000, 500, Augmentation.none()));
      started.await();
    }
    assertThat(begun.get()).isLessThan(500);
  }

  @Test
  void anInterruptedConsumerStopsWaiting() {
    CountDownLatch never = new CountDownLatch(1);
    FormulaSource source = new FormulaSource(4, i -> await(never));
    try (BatchLoader loader = loader(source, 1)) {
      Iterator<Batch> batches = loader.load(batches(4, 2, Augmentation.none()));
      Thread.currentThread().interrupt();
      assertThatThrownBy(batches::next).isInstanceOf(CancellationException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(batches.hasNext()).isFalse();
      never.countDown();
    }
  }

  @Test
  void closingFromAnotherThreadWakesAWaitingConsumer() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    FormulaSource source =
        new FormulaSource(
            4,
            i -> {
              begun.countDown();
              await(go);
            });
    BatchLoader loader = loader(source, 1);
    Iterator<Batch> batches = loader.load(batches(4, 4, Augmentation.none()));
    Thread closer = new Thread(loader::close);
    Thread release =
        new Thread(
            () -> {
              LockSupport.parkNanos(100_000_000); // by then the loader is closed, as a rule
              go.countDown();
            });
    begun.await();
    closer.start();
    release.start();
    assertThatThrownBy(
            () -> {
              while (true) {
                batches.next().close();
              }
            })
        .isInstanceOfAny(CancellationException.class, NoSuchElementException.class);
    closer.join();
    release.join();
  }

  @Test
  void aClosedBatchCannotBeRead() {
    try (BatchLoader loader = loader(FormulaSource.of(2), 1)) {
      Batch batch = loader.load(batches(2, 2, Augmentation.none())).next();
      batch.close();
      batch.close();
      assertThatThrownBy(batch::pixels).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aNewIterationEndsTheOneBefore() {
    try (BatchLoader loader = loader(FormulaSource.of(50), 2)) {
      Iterator<Batch> first = loader.load(batches(50, 5, Augmentation.none()));
      first.next().close();
      Iterator<Batch> second = loader.load(batches(10, 5, Augmentation.none()));
      assertThat(first.hasNext()).isFalse();
      second.next().close();
      second.next().close();
      assertThat(second.hasNext()).isFalse();
    }
  }

  @Test
  void refusesWhatItCannotLoad() {
    assertThatThrownBy(() -> loader(FormulaSource.of(1), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 0");
    try (BatchLoader loader = loader(FormulaSource.of(3), 1)) {
      assertThatThrownBy(() -> loader.load(List.of(List.of(new Sample(3, View.PLAIN)))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the source has images 0 to 2, got 3");
      assertThatThrownBy(() -> loader.load(List.of(List.of())))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(loader.load(List.of()).hasNext()).isFalse();
    }
  }
}

package dev.graft.data.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.data.image.Image;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PixelBudgetTest {

  private static final byte[] ONE_PIXEL =
      Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAkQBADs="); // GIF, 1x1

  @Test
  void atMost128MiPixelsAtOnce() throws Exception {
    PixelBudget budget = new PixelBudget();
    AtomicLong now = new AtomicLong();
    AtomicLong most = new AtomicLong();
    ExecutorService threads = Executors.newFixedThreadPool(16);
    for (int i = 0; i < 64; i++) {
      threads.execute(
          () -> {
            int share = budget.take(30_000_000);
            most.accumulateAndGet(now.addAndGet(30_000_000), Math::max);
            LockSupport.parkNanos(1_000_000);
            now.addAndGet(-30_000_000);
            budget.give(share);
          });
    }
    threads.shutdown();
    assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(most.get()).isBetween(30_000_000L, 128L << 20);
  }

  @Test
  void theLargestImageFits() {
    PixelBudget budget = new PixelBudget();
    for (int i = 0; i < 3; i++) {
      budget.give(budget.take(ImageHeader.MAX_PIXELS));
      budget.give(budget.take(1L << 30)); // more than there is
    }
  }

  @Test
  void decodingWaitsForRoom() throws Exception {
    int all = ImageDecoder.PIXELS.take(1L << 27);
    CompletableFuture<Image> image;
    try {
      image = CompletableFuture.supplyAsync(() -> ImageDecoder.decode(ONE_PIXEL, "one"));
      assertThat(image).isNotCompleted();
      Thread.sleep(300);
      assertThat(image).isNotCompleted();
    } finally {
      ImageDecoder.PIXELS.give(all);
    }
    assertThat(image.get(30, TimeUnit.SECONDS).width()).isEqualTo(1);
  }
}

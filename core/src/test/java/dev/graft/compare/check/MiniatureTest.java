package dev.graft.compare.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.data.image.Detail;
import dev.graft.data.image.Image;
import dev.graft.data.source.ContentHash;
import dev.graft.data.source.ImageSource;
import dev.graft.train.Tiny;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class MiniatureTest {

  /** Notes which threads decode. */
  private record Watched(ImageSource whole, Set<Thread> threads) implements ImageSource {

    @Override
    public List<String> classNames() {
      return whole.classNames();
    }

    @Override
    public int size() {
      return whole.size();
    }

    @Override
    public int label(int i) {
      return whole.label(i);
    }

    @Override
    public String name(int i) {
      return whole.name(i);
    }

    @Override
    public Image image(int i) {
      threads.add(Thread.currentThread());
      return whole.image(i);
    }

    @Override
    public Image image(int i, Detail detail) {
      return image(i);
    }

    @Override
    public ContentHash contentHash(int i) {
      return whole.contentHash(i);
    }

    @Override
    public String fingerprint() {
      return whole.fingerprint();
    }
  }

  @Test
  void asManyThreadsDecodeAsWereAskedForAndChangeNothing() {
    ImageSource images = Tiny.images(100, 1);
    var one = new Watched(images, ConcurrentHashMap.newKeySet());
    float[][] rows = Miniature.of(one, 1);
    assertThat(one.threads()).hasSize(1);
    assertThat(rows).hasNumberOfRows(100).isDeepEqualTo(Miniature.of(images, 3));
    assertThat(rows[7]).hasSize(Miniature.WIDTH);
    double squares = 0;
    for (float value : rows[7]) {
      squares += value * value;
    }
    assertThat(squares).isBetween(0.9999, 1.0001);
  }

  @Test
  void anInterruptEndsIt() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> Miniature.of(Tiny.images(100, 1), 2))
          .isInstanceOf(CancellationException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}

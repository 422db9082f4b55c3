package dev.graft.data.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class BufferPoolTest {

  @Test
  void buffersServeAgain() {
    BufferPool pool = new BufferPool();
    FloatBuffer memory = pool.take(100);
    pool.give(memory);
    assertThat(pool.take(90)).isSameAs(memory);
    assertThat(pool.take(100)).isNotSameAs(memory);
    pool.give(memory);
    assertThat(pool.take(200).capacity()).isEqualTo(200);
  }
}

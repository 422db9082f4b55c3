package dev.graft.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BodyTest {

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  @Test
  void itTakesAsMuchAsItHasAllocatedAndGivesItBack() {
    var budget = new UploadBudget(1_000_000);
    byte[] bytes = bytes(200_000);
    try (var body = new Body(budget, bytes.length)) {
      assertThat(body.add(ByteBuffer.wrap(bytes, 0, 1))).isTrue();
      assertThat(budget.held()).isEqualTo(8192);
      for (int at = 1; at < bytes.length; at += 777) {
        assertThat(body.add(ByteBuffer.wrap(bytes, at, Math.min(777, bytes.length - at)))).isTrue();
      }
      assertThat(budget.held()).isEqualTo(bytes.length);
      assertThat(body.take()).isEqualTo(bytes);
      assertThat(budget.held()).as("while it is decoded").isEqualTo(bytes.length);
    }
    assertThat(budget.held()).isZero();
  }

  @Test
  void withoutRoomNothingIsAllocated() {
    var budget = new UploadBudget(10_000);
    try (var body = new Body(budget, 100_000)) {
      assertThat(body.add(ByteBuffer.wrap(bytes(8192)))).isTrue();
      assertThat(body.add(ByteBuffer.wrap(bytes(100)))).isFalse();
      assertThat(budget.held()).isEqualTo(8192);
    }
    try (var body = new Body(budget, 5000)) {
      assertThat(body.add(ByteBuffer.wrap(bytes(5000)))).isTrue();
      assertThat(body.add(ByteBuffer.wrap(bytes(1)))).as("more than was announced").isFalse();
      assertThat(budget.held()).isEqualTo(5000);
    }
  }

  @Test
  void whatComesAfterTheEndIsNotHeld() {
    var budget = new UploadBudget(100_000);
    var body = new Body(budget, 50_000);
    byte[] bytes = bytes(9000);
    assertThat(body.add(ByteBuffer.wrap(Arrays.copyOf(bytes, 100)))).isTrue();
    body.close(); // the deadline, between two reads
    assertThat(body.add(ByteBuffer.wrap(bytes))).isFalse();
    assertThat(body.add(ByteBuffer.wrap(bytes, 0, 10))).isFalse();
    body.close();
    assertThat(budget.held()).isZero();
  }
}

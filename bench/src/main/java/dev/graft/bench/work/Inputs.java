package dev.graft.bench.work;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** The batch that every system is given: 32 images of 224 x 224 by a formula. */
public final class Inputs {

  /** Images in the batch. */
  public static final int BATCH = 32;

  /** Pixels a side. */
  public static final int SIDE = 224;

  private static final long OFFSET = 12345;

  private Inputs() {}

  /** A direct buffer of [32, 3, 224, 224] values in [-1, 1). */
  public static FloatBuffer batch() {
    int n = BATCH * 3 * SIDE * SIDE;
    FloatBuffer values =
        ByteBuffer.allocateDirect(n * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
    for (int i = 0; i < n; i++) {
      values.put(i, (float) (Formula.uniform(i + OFFSET) * 2 - 1));
    }
    return values;
  }
}

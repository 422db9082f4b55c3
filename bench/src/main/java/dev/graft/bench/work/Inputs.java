package dev.graft.bench.work;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** The batch that every system is given: 32 images of 224 x 224 by a formula. */
public final class Inputs {

  /** Images in the batch. */
  public static final int BATCH = 32;

  /** Pixels a side. */
  public static final int SIDE = 224;

  private static final long OFFSET = 12345;
  private static final int SHOWN = 16;

  private Inputs() {}

  /** A direct buffer of [32, 3, 224, 224] values in [-1, 1). */
  public static FloatBuffer batch() {
    FloatBuffer values = buffer();
    for (int i = 0; i < values.capacity(); i++) {
      values.put(i, (float) (Formula.uniform(i + OFFSET) * 2 - 1));
    }
    return values;
  }

  /** The same images as [32, 224, 224, 3], as Graft loads them. */
  public static FloatBuffer channelsLast() {
    FloatBuffer plain = batch();
    FloatBuffer values = buffer();
    int places = SIDE * SIDE;
    for (int i = 0; i < values.capacity(); i++) {
      int image = i / (3 * places);
      int place = i / 3 % places;
      values.put(i, plain.get((3 * image + i % 3) * places + place));
    }
    return values;
  }

  /** The first of what a network makes of them, by which systems are seen to compute the same. */
  public static float[] first(float[] features) {
    return Arrays.copyOf(features, SHOWN);
  }

  private static FloatBuffer buffer() {
    return ByteBuffer.allocateDirect(BATCH * 3 * SIDE * SIDE * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}

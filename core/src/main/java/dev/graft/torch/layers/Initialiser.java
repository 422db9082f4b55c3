package dev.graft.torch.layers;

import java.util.Arrays;
import java.util.Random;

/** What an entry holds before anything has been learnt. */
public sealed interface Initialiser {

  /** So many values, drawn one after the other. */
  float[] draw(int count, Random random);

  /** Always the same value. */
  record Constant(float value) implements Initialiser {
    @Override
    public float[] draw(int count, Random random) {
      float[] values = new float[count];
      Arrays.fill(values, value);
      return values;
    }
  }

  /** Normal with mean 0. */
  record Normal(double deviation) implements Initialiser {
    @Override
    public float[] draw(int count, Random random) {
      float[] values = new float[count];
      for (int i = 0; i < count; i++) {
        values[i] = (float) (random.nextGaussian() * deviation);
      }
      return values;
    }
  }

  /** Uniform in [-bound, bound). */
  record Uniform(double bound) implements Initialiser {
    @Override
    public float[] draw(int count, Random random) {
      float[] values = new float[count];
      for (int i = 0; i < count; i++) {
        values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
      }
      return values;
    }
  }
}

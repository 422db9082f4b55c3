package dev.graft.backbone;

/** What a stage gives for a batch of N images, float32 or bfloat16. */
public sealed interface StageOutput {

  /** Length of what stands for one place of an image: C, D. */
  int width();

  /**
   * How many input pixels a side one place stands for; 0 where nothing tells places apart any more.
   */
  int stride();

  /**
   * Maps [N, C, H, W], H and W being the input's divided by the stride, rounded up behind padded
   * convolutions and down behind those of patches.
   */
  record Maps(int width, int stride) implements StageOutput {
    /** Refuses what is no size. */
    public Maps {
      requirePositive(width, stride);
    }
  }

  /**
   * Tokens [N, T, D]: one for each square patch of {@code stride} pixels a side, row after row,
   * after {@code extra} that stand for no place, such as a class token.
   */
  record Tokens(int width, int stride, int extra) implements StageOutput {
    /** Refuses what is no size. */
    public Tokens {
      requirePositive(width, stride);
      requirePositive(extra + 1);
    }
  }

  /** A vector [N, D] for the whole image. */
  record Vector(int width) implements StageOutput {
    /** Refuses what is no size. */
    public Vector {
      requirePositive(width);
    }

    @Override
    public int stride() {
      return 0;
    }
  }

  private static void requirePositive(int... sizes) {
    for (int size : sizes) {
      if (size < 1) {
        throw new IllegalArgumentException("a stage's output has positive sizes, got " + size);
      }
    }
  }
}

package dev.graft.draw;

import dev.graft.files.SplitMix64;

/** The colours of a class's images: of the ground behind the motif, and of the motif's tones. */
interface Colours {

  /** Any at all: they tell nothing of the class. */
  Colours ANY =
      new Colours() {
        @Override
        public float[] ground(SplitMix64 dice) {
          return Palette.any(dice);
        }

        @Override
        public float[] dark(float[] ground, SplitMix64 dice) {
          return Palette.apart(ground, dice);
        }

        @Override
        public float[] bright(float[] dark, SplitMix64 dice) {
          return Palette.apart(dark, dice);
        }
      };

  /** One of an image's ground. */
  float[] ground(SplitMix64 dice);

  /** That of the motif's tone 0, on such a ground. */
  float[] dark(float[] ground, SplitMix64 dice);

  /** That of its tone 1, beside such a tone 0. */
  float[] bright(float[] dark, SplitMix64 dice);
}

package dev.graft.data.loading;

import dev.graft.data.image.Detail;
import dev.graft.data.image.Preprocessing;

/** At what size pictures are decoded before they are resized. */
public enum Decoding {
  /** Every pixel, whatever becomes of it: exactly what torchvision makes of the picture. */
  FULL {
    @Override
    public Detail of(View view, Augmentation augmentation, Preprocessing preprocessing) {
      return Detail.FULL;
    }
  },
  /** JPEGs at 1/2, 1/4 or 1/8, never below the size they are resized to; other formats in full. */
  REDUCED {
    @Override
    public Detail of(View view, Augmentation augmentation, Preprocessing preprocessing) {
      return augmentation.detail(preprocessing, view);
    }
  };

  /** What a view needs of its picture. */
  public abstract Detail of(View view, Augmentation augmentation, Preprocessing preprocessing);
}

package dev.graft.torch.layers;

import java.util.ArrayList;
import java.util.List;

/**
 * Sizes of what one image is between two layers, without its batch: maps [C, H, W], places [H, W,
 * C], tokens [T, D] or a vector [C].
 */
public record Shape(List<Integer> sizes) {

  /** Refuses sizes that nothing can have. */
  public Shape {
    sizes = List.copyOf(sizes);
    if (sizes.stream().anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException("sizes are positive, got " + sizes);
    }
  }

  /** Of these sizes. */
  public static Shape of(Integer... sizes) {
    return new Shape(List.of(sizes));
  }

  /** The size of a dimension; -1 is the last one. */
  int size(int dimension) {
    return sizes.get(index(dimension));
  }

  /** Number of elements. */
  long elements() {
    long product = 1;
    for (int size : sizes) {
      product = Math.multiplyExact(product, size);
    }
    return product;
  }

  /** The same with another size of one dimension; -1 is the last one. */
  Shape with(int dimension, int size) {
    var others = new ArrayList<>(sizes);
    others.set(index(dimension), size);
    return new Shape(others);
  }

  /** Maps under a square window: {@code channels} of them. */
  Shape windowed(int channels, int kernel, int stride, int padding) {
    return of(
        channels,
        windows(size(1), kernel, stride, padding),
        windows(size(2), kernel, stride, padding));
  }

  private static int windows(int length, int kernel, int stride, int padding) {
    return (length + 2 * padding - kernel) / stride + 1;
  }

  private int index(int dimension) {
    return dimension < 0 ? sizes.size() + dimension : dimension;
  }
}

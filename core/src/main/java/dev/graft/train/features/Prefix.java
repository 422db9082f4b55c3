package dev.graft.train.features;

import dev.graft.data.batch.Sample;
import dev.graft.torch.tensors.Tensor;
import java.util.List;

/** What stands before the trained suffix and turns images into its input. */
public sealed interface Prefix extends AutoCloseable permits FrozenPrefix, MovingPrefix {

  /**
   * Hands {@code consumer} each batch in order, with the prefix's output for it; the output lives
   * until the consumer returns.
   */
  void forEach(List<List<Sample>> batches, BatchConsumer consumer);

  @Override
  void close();

  /** Takes one batch: what the prefix made of the images, [N, ...], and their labels. */
  interface BatchConsumer {
    void accept(Tensor input, int[] labels);
  }
}

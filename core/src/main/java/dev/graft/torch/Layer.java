package dev.graft.torch;

import java.util.List;

/**
 * One piece of a network, as data: what it computes and which entries of a state dict it reads.
 *
 * <p>A layer computes in the number format of its input, whatever format its weights are kept in;
 * from {@link GlobalAveragePool} on that is at least float32.
 *
 * <p>A layer holds no weights; {@link #forward} takes them. That makes an architecture a value that
 * can be counted, compared and exported without native memory. Adding a layer means a record here,
 * a name in this list, and an export rule.
 */
public sealed interface Layer
    permits Activation,
        BatchNorm2d,
        Conv2d,
        ConvNorm2d,
        Dropout,
        GlobalAveragePool,
        Linear,
        MaxPool2d,
        Residual,
        Sequential {

  /** The layer's output for {@code input}; the result lives in the innermost {@link Scope}. */
  Tensor forward(Tensor input, Weights weights, Pass pass);

  /** Entries this layer reads, in the order of PyTorch's {@code state_dict()}. */
  List<Entry> entries();
}

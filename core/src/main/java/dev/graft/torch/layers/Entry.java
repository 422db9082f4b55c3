package dev.graft.torch.layers;

import dev.graft.torch.tensors.ElementType;
import dev.graft.torch.tensors.StoredTensor;
import java.util.Arrays;
import java.util.List;

/**
 * One entry of a state dict: its name, shape and role.
 *
 * @param name as PyTorch prints it, {@code layer1.0.conv1.weight}
 * @param shape sizes of its dimensions, empty for a scalar
 * @param first what it holds before anything has been learnt
 */
public record Entry(String name, List<Long> shape, Role role, Initialiser first) {

  /** What an entry is to training. */
  public enum Role {
    /** Learned by gradient. */
    PARAMETER,
    /** A running statistic: floating point, moved by forward passes in training. */
    STATISTIC,
    /** The count of batches a statistic has seen: int64. */
    COUNTER,
    /** A {@link GivenGraph}, byte by byte: uint8. */
    GRAPH
  }

  public Entry {
    shape = List.copyOf(shape);
  }

  public static Entry parameter(String name, Initialiser first, long... shape) {
    return new Entry(name, boxed(shape), Role.PARAMETER, first);
  }

  static Entry statistic(String name, float first, long... shape) {
    return new Entry(name, boxed(shape), Role.STATISTIC, new Initialiser.Constant(first));
  }

  static Entry counter(String name) {
    return new Entry(name, List.of(), Role.COUNTER, new Initialiser.Constant(0));
  }

  static Entry graph(String name, long bytes) {
    return new Entry(name, boxed(bytes), Role.GRAPH, new Initialiser.Constant(0));
  }

  /** Whether gradients train it. */
  public boolean isParameter() {
    return role == Role.PARAMETER;
  }

  /** Number of elements, 1 for a scalar. */
  public long elements() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /** Whether {@code stored} has this entry's shape and kind of numbers. */
  public boolean fits(StoredTensor stored) {
    return boxed(stored.shape()).equals(shape)
        && (role == Role.GRAPH
            ? stored.type() == ElementType.U8
            : stored.type().floating() == (role != Role.COUNTER));
  }

  private static List<Long> boxed(long... shape) {
    return Arrays.stream(shape).boxed().toList();
  }
}

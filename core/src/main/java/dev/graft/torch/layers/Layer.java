package dev.graft.torch.layers;

import dev.graft.torch.tensors.ElementType;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Tensor;
import java.util.List;

/**
 * One piece of a network, as data: what it computes and which entries of a state dict it reads.
 *
 * <p>A layer holds no weights; {@link #forward} takes them. That makes an architecture a value that
 * can be counted, compared and exported without native memory. What else is done with layers
 * (counting, sharing a batch out, running a stage twice) asks what stands here, and names no
 * layers; folding names {@link ConvNorm2d} and {@link Activation}, and what a head is made of.
 * Adding one means a record, a name in this list, and an export rule; {@code LayerContractTest}
 * goes over all of them.
 */
public sealed interface Layer
    permits Activation,
        Attention,
        AveragePool2d,
        BatchNorm2d,
        Conv2d,
        ConvNorm2d,
        Dropout,
        Gate,
        GatedUnit,
        GivenGraph,
        GlobalAveragePool,
        LatentAttention,
        LayerNorm,
        Layout,
        Linear,
        MaxPool2d,
        MultiQueryAttention,
        Positions,
        Prepended,
        Residual,
        ResponseNorm,
        SamePadding,
        Scale,
        Sequential,
        TokenPool,
        WindowAttention {

  /**
   * The layer's output for {@code input}; the result lives in the innermost {@link Scope}. It is
   * computed in the number format of the input, whatever format the weights are kept in.
   */
  Tensor forward(Tensor input, Weights weights, Pass pass);

  /** The layers that this one is made of, in the order of their entries; none if it is not. */
  default List<Layer> children() {
    return List.of();
  }

  /** Whether each child reads this layer's input; otherwise each reads what the last one gave. */
  default boolean branches() {
    return false;
  }

  /** The same layer of other children, as many as it has. */
  default Layer withChildren(List<Layer> others) {
    if (!others.isEmpty()) {
      throw new IllegalArgumentException(this + " has no children");
    }
    return this;
  }

  /** Entries this layer reads, in the order of PyTorch's {@code state_dict()}. */
  default List<Entry> entries() {
    return children().stream().flatMap(child -> child.entries().stream()).toList();
  }

  /** Numbers in it that training could move, or that another program's training moved. */
  default long parameters() {
    return children().isEmpty()
        ? entries().stream().filter(Entry::isParameter).mapToLong(Entry::elements).sum()
        : children().stream().mapToLong(Layer::parameters).sum();
  }

  /** Whether gradients pass through it: what learns may stand before it, or be in it. */
  default boolean hasGradients() {
    return children().stream().allMatch(Layer::hasGradients);
  }

  /** Whether what becomes of an image depends on the others of its batch. */
  default boolean mixesImages(Pass pass) {
    return children().stream().anyMatch(child -> child.mixesImages(pass));
  }

  /** Whether it draws random numbers, so that running it twice gives two results. */
  default boolean isRandom(Pass pass) {
    return children().stream().anyMatch(child -> child.isRandom(pass));
  }

  /** Whether it overwrites its input, which then must be nobody else's. */
  default boolean overwritesInput() {
    for (Layer child : children()) {
      if (child.overwritesInput()) {
        return true;
      } else if (!branches() && !child.passesOn()) {
        return false;
      }
    }
    return false;
  }

  /** Whether what it gives may lie in the memory of its input. */
  default boolean passesOn() {
    return false;
  }

  /** The number format of the output for input of that one. */
  default ElementType output(ElementType input) {
    ElementType type = input;
    for (Layer child : children()) {
      type = child.output(branches() ? input : type);
    }
    return type;
  }

  /** The shape of what it makes of one image, by that of what it is given. */
  default Shape output(Shape input) {
    Shape shape = input;
    for (Layer child : children()) {
      shape = child.output(branches() ? input : shape);
    }
    return shape;
  }

  /**
   * Multiplications of one image that are added up: those of convolutions, linear layers and the
   * two products of attention, as papers and timm count them. Normalisation, activations and
   * pooling are not counted, being about one in a hundred.
   */
  default long multiplyAdds(Shape input) {
    Shape shape = input;
    long sum = 0;
    for (Layer child : children()) {
      sum += child.multiplyAdds(branches() ? input : shape);
      shape = child.output(branches() ? input : shape);
    }
    return sum;
  }
}

package dev.graft.torch.compute;

import static org.bytedeco.pytorch.global.torch.ScalarType;

import dev.graft.torch.Precision;
import dev.graft.torch.layers.Activation;
import dev.graft.torch.layers.BatchNorm2d;
import dev.graft.torch.layers.Conv2d;
import dev.graft.torch.layers.ConvNorm2d;
import dev.graft.torch.layers.Dropout;
import dev.graft.torch.layers.Entry;
import dev.graft.torch.layers.Layer;
import dev.graft.torch.layers.Linear;
import dev.graft.torch.layers.Sequential;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.ElementType;
import dev.graft.torch.tensors.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes of layers those of a {@link FrozenNetwork}: each convolution and its batch normalisation
 * become one convolution with a float32 bias, which also takes back what rounding the weights to
 * bfloat16 adds on average.
 */
final class Folding {

  private final Weights weights;
  private final Precision precision;
  private final Weights folded;
  private final boolean learning;

  /** What the next layer's input comes from, where weights are rounded and it tells its mean. */
  private BatchNorm2d norm;

  private org.bytedeco.pytorch.Tensor mean;

  /** Of the next layer's input. */
  private ElementType type;

  /** Puts what the new layers read into {@code folded}. */
  Folding(Weights weights, Precision precision, Weights folded) {
    this(weights, precision, folded, false);
  }

  private Folding(Weights weights, Precision precision, Weights folded, boolean learning) {
    this.weights = weights;
    this.precision = precision;
    this.folded = folded;
    this.learning = learning;
    this.type = precision == Precision.BFLOAT16 ? ElementType.BF16 : ElementType.F32;
  }

  /**
   * For weights that learn: what is folded remembers what from, nothing is copied, and depthwise
   * convolutions stay float32 as {@link Conv2d} says.
   */
  static Folding learning(Weights weights, Precision precision, Weights folded) {
    return new Folding(weights, precision, folded, true);
  }

  Sequential fold(Sequential layers) {
    if (isHead(layers)) {
      type = ElementType.F32;
    }
    return layers.withChildren(children(layers));
  }

  /** Whether they read features, which are float32 in any precision. */
  private static boolean isHead(Layer layer) {
    return layer.children().isEmpty()
        ? layer instanceof Linear || layer instanceof Dropout
        : layer.children().stream().allMatch(Folding::isHead);
  }

  private Layer fold(Layer layer) {
    if (layer instanceof ConvNorm2d both) {
      Conv2d convolution = fold(both);
      from(both.norm(), null);
      return convolution;
    } else if (layer instanceof Activation activation) {
      boolean rounds =
          norm != null && activation.clips() && precision == Precision.BFLOAT16 && !learning;
      from(null, rounds ? RoundingShift.mean(norm, activation, weights) : null);
      return activation;
    } else if (!layer.children().isEmpty()) {
      ElementType output = layer.output(type);
      Layer made = layer.withChildren(children(layer));
      type = output;
      return made;
    }
    for (Entry entry : layer.entries()) {
      Tensor own = weights.get(entry.name());
      boolean shared = learning || entry.role() == Entry.Role.GRAPH; // which nobody overwrites
      folded.put(entry.name(), shared ? own : prepared(own));
    }
    from(null, null);
    type = layer.output(type);
    return layer;
  }

  /** Matrices and kernels that multiply bfloat16 values are rounded once, not with each call. */
  private Tensor prepared(Tensor own) {
    boolean multiplies = own.dimensions() == 2 || own.dimensions() == 4;
    if (!multiplies || type != ElementType.BF16) {
      return own.copy();
    }
    Tensor rounded = own.to(precision);
    return own.dimensions() == 4 ? rounded.channelsLast() : rounded;
  }

  private List<Layer> children(Layer layer) {
    var input = mean;
    ElementType inputType = type;
    var each = new ArrayList<Layer>();
    for (Layer child : layer.children()) {
      if (layer.branches()) {
        from(null, input);
        type = inputType;
      }
      each.add(fold(child));
    }
    if (layer.branches()) {
      from(null, null);
    }
    return each;
  }

  private Conv2d fold(ConvNorm2d both) {
    ConvNorm2d.Folded exact = both.fold(weights);
    boolean wide = learning && both.convolution().groups() > 1;
    Tensor weight = wide ? exact.weight() : exact.weight().to(precision).channelsLast();
    var bias = exact.bias().handle();
    if (mean != null) {
      var shift = RoundingShift.of(exact.weight().handle(), weight.handle(), mean);
      bias = bias.sub(shift).to(ScalarType.Float);
    }
    Conv2d convolution = both.convolution().withBias();
    folded.put(convolution.name() + ".weight", weight);
    folded.put(convolution.name() + ".bias", new Tensor(bias));
    return convolution;
  }

  private void from(BatchNorm2d lastNorm, org.bytedeco.pytorch.Tensor knownMean) {
    norm = lastNorm;
    mean = knownMean;
  }
}

package dev.graft.torch.layers;

import dev.graft.torch.tensors.Tensor;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;

/**
 * An elementwise non-linearity, in place where that is possible: the result is then the input,
 * overwritten. Smooth ones keep their input where gradients are recorded, which need it.
 */
public enum Activation implements Layer {
  /** max(x, 0). */
  RELU,
  /** min(max(x, 0), 6). */
  RELU6,
  /** x times the standard normal distribution's function at x (Hendrycks and Gimpel, 2016). */
  GELU,
  /** The same by its approximation with tanh. */
  GELU_TANH,
  /** The same by x * sigmoid(1.702 x), as OpenAI's CLIP has it. */
  QUICK_GELU,
  /** x * sigmoid(x), "swish" (Ramachandran et al., 2017). */
  SILU,
  /** x * min(max(x + 3, 0), 6) / 6 (Howard et al., 2019, "Searching for MobileNetV3"). */
  HARD_SWISH,
  /** min(max(x + 3, 0), 6) / 6. */
  HARD_SIGMOID,
  /** 1 / (1 + exp(-x)). */
  SIGMOID;

  /** The factor of x in {@link #QUICK_GELU}. */
  public static final double QUICK = 1.702;

  /** Whether it only clips: what lies between 0 and {@link #limit} stays as it is. */
  public boolean clips() {
    return this == RELU || this == RELU6;
  }

  /** The largest value that one which {@link #clips} gives; the smallest is 0. */
  public double limit() {
    return this == RELU6 ? 6 : Double.POSITIVE_INFINITY;
  }

  @Override
  public Tensor forward(Tensor input, Weights weights, Pass pass) {
    var x = input.handle();
    if (!clips() && GradMode.is_enabled()) {
      return new Tensor(of(x));
    }
    switch (this) {
      case RELU -> torch.relu_(x);
      case RELU6 -> torch.relu6_(x);
      case GELU -> torch.gelu_(x);
      case GELU_TANH -> torch.gelu_(x, "tanh");
      case QUICK_GELU -> x.mul_(torch.sigmoid_(x.mul(new Scalar(QUICK))));
      case SILU -> torch.silu_(x);
      case HARD_SWISH -> torch.hardswish_(x);
      case HARD_SIGMOID -> torch.hardsigmoid_(x);
      case SIGMOID -> torch.sigmoid_(x);
    }
    return input;
  }

  private org.bytedeco.pytorch.Tensor of(org.bytedeco.pytorch.Tensor x) {
    return switch (this) {
      case RELU -> torch.relu(x);
      case RELU6 -> torch.relu6(x);
      case GELU -> torch.gelu(x);
      case GELU_TANH -> torch.gelu(x, "tanh");
      case QUICK_GELU -> x.mul(x.mul(new Scalar(QUICK)).sigmoid());
      case SILU -> torch.silu(x);
      case HARD_SWISH -> torch.hardswish(x);
      case HARD_SIGMOID -> torch.hardsigmoid(x);
      case SIGMOID -> x.sigmoid();
    };
  }

  @Override
  public boolean overwritesInput() {
    return true;
  }
}

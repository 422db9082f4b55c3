package dev.graft.export;

/**
 * What an ONNX file holds beside the network.
 *
 * @param images what goes in and comes out
 * @param folded whether batch normalisation is folded into the convolutions before it
 */
public record OnnxForm(Images images, boolean folded) {

  /** What goes in and comes out. */
  public enum Images {
    /** Normalised images, float32 [N, 3, S, S]; logits come out, float32 [N, K]. */
    NORMALISED,
    /**
     * Resized images, uint8 [N, S, S, 3] in the order R, G, B; normalising and softmax are inside,
     * and probabilities come out, float32 [N, K].
     */
    PIXELS
  }

  /** Normalised images in, logits out, batch normalisation as nodes of its own. */
  public static OnnxForm defaults() {
    return new OnnxForm(Images.NORMALISED, false);
  }

  public OnnxForm withImages(Images other) {
    return new OnnxForm(other, folded);
  }

  public OnnxForm withFolded(boolean other) {
    return new OnnxForm(images, other);
  }

  /** The name of the graph's output. */
  String output() {
    return images == Images.PIXELS ? "probabilities" : "logits";
  }
}

package dev.graft.torch.layers;

import dev.graft.torch.tensors.ElementType;
import dev.graft.torch.tensors.Tensor;
import java.util.List;

/**
 * A network that is not made of layers: a file of another program, run by an {@link Engine}, images
 * [N, 3, H, W] to features [N, width], float32. It gives no gradients, so nothing before it or in
 * it learns.
 *
 * @param entry name of its bytes in a state dict
 * @param sha256 of them, 64 hex digits
 * @param bytes how many there are
 * @param numbers weights in it
 * @param width of the features
 * @param engine what runs it
 */
public record GivenGraph(
    String entry, String sha256, long bytes, long numbers, int width, Engine engine)
    implements Layer {

  /** Runs graphs; equal ones run them alike. */
  public interface Engine {

    /** Prepares a graph to run; the caller closes it. */
    Running open(byte[] graph);
  }

  /** A graph that is ready to run, by several threads at once, each computing alone. */
  public interface Running extends AutoCloseable {

    /**
     * Features of images, row-major [count, width].
     *
     * @param images row-major [count, 3, side, side]
     */
    float[] run(float[] images, int count, int side);

    @Override
    void close();
  }

  @Override
  public Tensor forward(Tensor input, Weights weights, Pass pass) {
    long[] shape = input.shape();
    int count = Math.toIntExact(shape[0]);
    float[] features =
        weights.running(entry, engine).run(input.floats(), count, Math.toIntExact(shape[2]));
    return Tensor.of(features, count, width);
  }

  @Override
  public List<Entry> entries() {
    return List.of(Entry.graph(entry, bytes));
  }

  @Override
  public long parameters() {
    return numbers;
  }

  @Override
  public boolean hasGradients() {
    return false;
  }

  @Override
  public Shape output(Shape input) {
    return Shape.of(width);
  }

  /** Not known: what a graph computes is not counted. */
  @Override
  public long multiplyAdds(Shape input) {
    throw new UnsupportedOperationException(
        "what the graph of " + entry + " computes is not counted");
  }

  @Override
  public ElementType output(ElementType input) {
    return ElementType.F32;
  }
}

package dev.graft.torch.tensors;

import dev.graft.torch.layers.Weights;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.InferenceMode;

/**
 * Owns every native object made on this thread until it closes.
 *
 * <pre>{@code
 * try (var step = Scope.open()) {
 *   ...
 *   return step.keep(result); // lives on in the scope outside
 * }
 * }</pre>
 *
 * <p>Scopes nest and close in reverse order, on the thread that opened them. What must outlive all
 * scopes belongs to a {@link Weights} or a {@link RowStore}.
 */
public final class Scope implements AutoCloseable {

  private final PointerScope outside;
  private final PointerScope pointers;

  /** {@code mode} is null where the thread's mode stays as it is. */
  private Scope(Supplier<Pointer> mode) {
    Native.load();
    this.outside = PointerScope.getInnerScope();
    this.pointers = new PointerScope();
    // Sets the thread's mode now and puts the old one back when freed, that is, when this closes.
    if (mode != null) {
      pointers.attach(mode.get());
    }
  }

  /** A scope whose operations are recorded for {@link Tensor#backward}. */
  public static Scope open() {
    return new Scope(() -> new AutoGradMode(true));
  }

  /** A scope in which no gradients are recorded: for features, evaluation, predictions. */
  public static Scope withoutGradients() {
    return new Scope(() -> new AutoGradMode(false));
  }

  /** The same, and what is made here can never take part in gradients: the least bookkeeping. */
  public static Scope inference() {
    return new Scope(() -> new InferenceMode(true));
  }

  /** A scope that changes nothing but when its objects go: what is made on the way to a result. */
  public static Scope inner() {
    return new Scope(null);
  }

  /**
   * Hands {@code tensor} to the scope outside this one.
   *
   * @throws IllegalStateException if this is the outermost scope
   */
  public Tensor keep(Tensor tensor) {
    if (outside == null) {
      throw new IllegalStateException("keep() needs a scope outside this one; open one around it");
    }
    outside.attach(tensor.handle());
    pointers.detach(tensor.handle());
    return tensor;
  }

  @Override
  public void close() {
    pointers.close();
  }

  /** Refuses work outside any scope: it would leak until the garbage collector happens by. */
  public static void require() {
    if (PointerScope.getInnerScope() == null) {
      throw new IllegalStateException("no Scope is open on this thread; use try (Scope.open())");
    }
  }
}

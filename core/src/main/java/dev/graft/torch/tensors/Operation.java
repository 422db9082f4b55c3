package dev.graft.torch.tensors;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Type;

/** A libtorch operation on lists of tensors that has no Java method, called by its name. */
public final class Operation implements AutoCloseable {

  private final OperatorHandle handle;
  private final Type.TypePtr tensor;

  /** The operation of that name, {@code aten::_fused_adam_}; its first argument is a list. */
  public Operation(String name) {
    try (var scope = new PointerScope()) {
      handle = Dispatcher.singleton().findSchemaOrThrow(name, "");
      tensor = handle.schema().arguments().type().get().containedType(0);
      handle.retainReference();
      tensor.retainReference();
    }
  }

  /**
   * Runs it for what it changes in place.
   *
   * @param arguments all of them in order: lists of {@link Tensor}, numbers as Double, Boolean, and
   *     null for what is not given
   */
  public void call(Object... arguments) {
    Scope.require();
    var stack = new IValueVector();
    for (Object argument : arguments) {
      stack.push_back(value(argument));
    }
    handle.callBoxed(stack);
  }

  private IValue value(Object argument) {
    if (argument == null) {
      return new IValue();
    } else if (argument instanceof Double number) {
      return new IValue(number);
    } else if (argument instanceof Boolean flag) {
      return new IValue(flag);
    }
    var list = new GenericList(tensor);
    for (Object element : (List<?>) argument) {
      list.push_back(new IValue(((Tensor) element).handle()));
    }
    return new IValue(list);
  }

  @Override
  public void close() {
    tensor.releaseReference();
    handle.releaseReference();
  }
}

package dev.graft.torch.tensors;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/**
 * What one row of a tensor is when it is kept as bytes outside libtorch. Feature maps lie
 * channels-last, as convolutions make and take them: they are copied, not rearranged.
 *
 * @param type of the elements: F32 or BF16
 * @param shape of one row: [C], or [C, H, W]
 */
public record RowForm(ElementType type, List<Long> shape) {

  public RowForm {
    shape = List.copyOf(shape);
    if (type != ElementType.F32 && type != ElementType.BF16) {
      throw new IllegalArgumentException("rows are F32 or BF16, got " + type);
    }
    if ((shape.size() != 1 && shape.size() != 3) || shape.stream().anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException("a row is [C] or [C, H, W], got " + shape);
    }
  }

  /** The form of the rows of {@code rows}, [N, C] or [N, C, H, W]. */
  public static RowForm of(Tensor rows) {
    var shape = new ArrayList<Long>();
    for (long size : rows.shape()) {
      shape.add(size);
    }
    return new RowForm(rows.type(), shape.subList(1, shape.size()));
  }

  /** Bytes of a row. */
  public int rowBytes() {
    return Math.toIntExact(
        shape.stream().mapToLong(Long::longValue).reduce(type.bytes(), Math::multiplyExact));
  }

  /** The rows of {@code rows} one after the other. */
  public byte[] bytes(Tensor rows) {
    try (var scope = Scope.withoutGradients()) {
      return shape.size() == 1
          ? rows.bytes()
          : new Tensor(rows.handle().permute(0, 2, 3, 1)).bytes(); // [N, H, W, C]
    }
  }

  /** The rows in {@code bytes}, which is direct, from its position to its limit, copied. */
  public Tensor tensor(ByteBuffer bytes) {
    long rows = bytes.remaining() / rowBytes();
    try (var scope = Scope.withoutGradients()) {
      var element = type == ElementType.F32 ? torch.ScalarType.Float : torch.ScalarType.BFloat16;
      var options = new TensorOptions(element);
      var memory = new BytePointer(bytes);
      if (shape.size() == 1) {
        long[] features = {rows, shape.get(0)};
        return scope.keep(new Tensor(torch.from_blob(memory, features, options).clone()));
      }
      long[] stored = {rows, shape.get(1), shape.get(2), shape.get(0)}; // [N, H, W, C]
      var images = torch.from_blob(memory, stored, options).permute(0, 3, 1, 2);
      return scope.keep(new Tensor(images.clone())); // which keeps the order in memory
    }
  }
}

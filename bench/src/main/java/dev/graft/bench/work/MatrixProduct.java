package dev.graft.bench.work;

import dev.graft.torch.Precision;
import dev.graft.torch.compute.Compute;
import dev.graft.torch.tensors.Native;
import java.util.LinkedHashMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.global.torch;

/** A product of two square matrices: what this machine and libtorch can do at most. */
public final class MatrixProduct {

  private MatrixProduct() {}

  /** SIZE PRECISION; a piece is as many products as take some 2e11 operations. */
  public static void main(String[] args) throws Exception {
    Native.load();
    long size = Long.parseLong(args[0]);
    Precision precision = Precision.valueOf(args[1]);
    double operations = 2.0 * size * size * size;
    int products = (int) Math.max(1, Math.round(2e11 / operations));
    Compute compute = Compute.standard().withPrecision(precision);
    var facts = new LinkedHashMap<String, Object>(GraftFacts.of(compute));
    facts.put("operations", operations);
    var type = precision == Precision.BFLOAT16 ? torch.ScalarType.BFloat16 : torch.ScalarType.Float;
    try (var entered = compute.enter();
        var all = new PointerScope();
        var off = new AutoGradMode(false)) {
      var left = torch.randn(size, size).to(type);
      var right = torch.randn(size, size).to(type);
      Worker.serve(
          facts,
          products,
          () -> {
            for (int i = 0; i < products; i++) {
              try (var one = new PointerScope()) {
                torch.mm(left, right);
              }
            }
          });
    }
  }
}

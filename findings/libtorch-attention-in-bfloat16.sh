#!/usr/bin/env bash
# libtorch 2.10.0 as published for Java (org.bytedeco:pytorch 2.10.0-1.5.13, built without MKL) computes fused
# attention (scaled_dot_product_attention) far slower in bfloat16 than in float32, where its products of
# matrices in bfloat16 are the faster ones: a model moved to bfloat16 loses there more than it gains elsewhere.
#
# The same attention written as two products and a softmax, in bfloat16, takes no longer than the fused kernel in
# float32. One thread, 8 images of ViT-S/16: 6 heads, 197 tokens of width 64.
#
# Needs a JDK 17, Maven and a processor with avx512_bf16; leaves nothing behind. Exits with 1 if it is no longer so.
#
# Output seen on an AMD EPYC (family 25):
#   fused in float32 6.7 ms, in bfloat16 137.3 ms; two products and a softmax in bfloat16 4.2 ms
set -euo pipefail
if ! grep -q avx512_bf16 /proc/cpuinfo; then
  echo "this needs a processor with avx512_bf16" >&2
  exit 2
fi
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > pom.xml << 'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency><groupId>org.bytedeco</groupId><artifactId>pytorch</artifactId><version>2.10.0-1.5.13</version></dependency>
    <dependency><groupId>org.bytedeco</groupId><artifactId>pytorch</artifactId><version>2.10.0-1.5.13</version><classifier>linux-x86_64</classifier></dependency>
    <dependency><groupId>org.bytedeco</groupId><artifactId>openblas</artifactId><version>0.3.31-1.5.13</version><classifier>linux-x86_64</classifier></dependency>
    <dependency><groupId>org.bytedeco</groupId><artifactId>javacpp</artifactId><version>1.5.13</version><classifier>linux-x86_64</classifier></dependency>
  </dependencies>
</project>
POM
mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib
cat > Attention.java << 'JAVA'
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

public class Attention {
  public static void main(String[] args) {
    try (var all = new PointerScope(); var mode = new InferenceMode(true)) {
      torch.set_num_threads(1);
      Tensor wide = torch.randn(8, 6, 197, 64);
      Tensor narrow = wide.to(torch.ScalarType.BFloat16);
      double exact = milliseconds(() -> fused(wide));
      double fused = milliseconds(() -> fused(narrow));
      double products = milliseconds(() -> products(narrow));
      System.out.printf(
          "fused in float32 %.1f ms, in bfloat16 %.1f ms; two products and a softmax in bfloat16 %.1f ms%n",
          exact, fused, products);
      System.exit(fused > 5 * exact && fused > 5 * products ? 0 : 1);
    }
  }

  private static void fused(Tensor x) {
    torch.scaled_dot_product_attention(x, x, x, new TensorOptional(), 0, false, new DoubleOptional(), false);
  }

  private static void products(Tensor x) {
    Tensor scores = torch.matmul(x.mul(new Scalar(0.125)), x.transpose(2, 3));
    torch.matmul(torch.softmax(scores, -1), x);
  }

  /** The shortest of ten. */
  private static double milliseconds(Runnable work) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < 10; i++) {
      try (var scope = new PointerScope()) {
        long start = System.nanoTime();
        work.run();
        least = Math.min(least, (System.nanoTime() - start) / 1e6);
      }
    }
    return least;
  }
}
JAVA
javac -cp 'lib/*' Attention.java
# One cache for the native libraries, in the folder that goes.
OPENBLAS_NUM_THREADS=1 java -Dorg.bytedeco.javacpp.cachedir="$folder/cache" -cp 'lib/*:.' Attention

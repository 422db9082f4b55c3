#!/usr/bin/env bash
# libtorch 2.10.0 as published for Java (org.bytedeco:pytorch 2.10.0-1.5.13), told to compute with one
# thread, runs a 1 x 1 convolution of fewer than 16 images on as many threads as there are cores.
#
# With one thread, libtorch takes such a convolution away from oneDNN and makes it a product of matrices for
# OpenBLAS (org.bytedeco:openblas 0.3.31-1.5.13), which has threads of its own that set_num_threads does not
# reach. They wait for each other by spinning. On 2 cores that other work keeps busy, training MobileNetV2 in
# batches of 8 took nine times the processor time of OpenBLAS with one thread (213 s and 24.5 s for 290 images).
# From 16 images on oneDNN computes it, on one thread.
#
# Needs a JDK 17, Maven and two cores or more; leaves nothing behind. Exits with 1 if it is no longer so.
#
# Output seen on 2 cores of an AMD EPYC:
#   8 images: 2.03 cores busy; 16 images: 0.99; 8 images and OpenBLAS with 1 thread: 1.00
set -euo pipefail
if [ "$(nproc)" -lt 2 ]; then
  echo "this needs two cores or more" >&2
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
cat > Cores.java << 'JAVA'
import java.lang.management.ManagementFactory;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

public class Cores {
  public static void main(String[] args) {
    torch.set_num_threads(1);
    double few = busy(8);
    double more = busy(16);
    openblas_nolapack.blas_set_num_threads(1);
    double limited = busy(8);
    System.out.printf(
        "8 images: %.2f cores busy; 16 images: %.2f; 8 images and OpenBLAS with 1 thread: %.2f%n",
        few, more, limited);
    System.exit(few > 1.4 && more < 1.2 && limited < 1.2 ? 0 : 1);
  }

  /** Processor time over this thread's, for three seconds of convolutions. */
  private static double busy(int images) {
    try (var scope = new PointerScope()) {
      Tensor input = torch.ones(new long[] {images, 384, 28, 28});
      Tensor kernel = torch.ones(new long[] {384, 384, 1, 1});
      rounds(input, kernel, 1);
      var bean = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      var threads = ManagementFactory.getThreadMXBean();
      long process = bean.getProcessCpuTime();
      long own = threads.getCurrentThreadCpuTime();
      rounds(input, kernel, 3);
      return (double) (bean.getProcessCpuTime() - process) / (threads.getCurrentThreadCpuTime() - own);
    }
  }

  private static void rounds(Tensor input, Tensor kernel, int seconds) {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    while (System.nanoTime() < end) {
      try (var scope = new PointerScope()) {
        torch.conv2d(
            input, kernel, new TensorOptional(), new long[] {1, 1}, new long[] {0, 0}, new long[] {1, 1}, 1);
      }
    }
  }
}
JAVA
javac -cp 'lib/*' Cores.java
# One cache for the native libraries, in the folder that goes.
java -Dorg.bytedeco.javacpp.cachedir="$folder/cache" -cp 'lib/*:.' Cores

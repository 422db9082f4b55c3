package dev.graft.torch.tensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class NativeTest {

  @TempDir private Path folder;

  /**
   * The first start on a machine: nothing is unpacked yet, and another libtorch may be installed.
   */
  @Test
  @Timeout(120)
  void loadsFromAnEmptyCache() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:ErrorFile=" + folder.resolve("crash.log"),
                "-Dorg.bytedeco.javacpp.cachedir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                AddsTwo.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains("the sum is 3.0");
  }

  /** What the process does. */
  static final class AddsTwo {

    private AddsTwo() {}

    public static void main(String[] arguments) {
      try (var scope = Scope.withoutGradients()) {
        Tensor sum = Tensor.of(new float[] {1}, 1).plus(Tensor.of(new float[] {2}, 1));
        System.out.println("the sum is " + sum.item());
      }
    }
  }

  /** The one that the build names. */
  @Test
  void theLoadedLibtorchSaysItsVersion() {
    assertThat(Native.libtorch()).isEqualTo("2.10.0");
    assertThat(Native.instructions()).isNotBlank();
  }
}

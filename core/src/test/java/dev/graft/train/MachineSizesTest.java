package dev.graft.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Defaults are possible settings whatever the number of cores. */
class MachineSizesTest {

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "16, 8", "512, 256", "2000, 256"})
  void defaultsFitAnyNumberOfCores(int cores, int loaderThreads) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:ActiveProcessorCount=" + cores,
                "-cp",
                System.getProperty("java.class.path"),
                ThreadsAlone.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said).matches(loaderThreads + " true [12]");
  }
}

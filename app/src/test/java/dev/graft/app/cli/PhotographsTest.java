package dev.graft.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Published sets of photographs, straight from their archives to the table. */
final class PhotographsTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"flower_photos_small_set.tar, '6,405'", "azure_customvision.tar, '5,124'"})
  void areCompared(String archive, String head) throws IOException {
    Path images = Path.of(System.getProperty("graft.root"), "..", "shared", "data", archive);
    assumeTrue(Files.exists(images), () -> images + " is not here");
    Path weights = Material.weights(folder.resolve("mobilenet.safetensors"));
    Invocation done =
        Invocation.of(
            "compare",
            images.toString(),
            "--backbone=mobilenet_v2",
            "--weights=" + weights,
            "--input-size=32",
            "--strategies=feature-extract,fine-tune",
            "--epochs=1",
            "--offline",
            "--out=" + folder.resolve("out"));
    assertThat(done.err()).doesNotContain("unexpected");
    assertThat(done.code()).isZero();
    assertThat(done.out())
        .containsPattern("mode +trainable +val acc +test acc +95 %")
        .containsPattern("feature-extract +%s +\\d\\.\\d{3} +\\d\\.\\d{3}".formatted(head))
        .containsPattern("fine-tune +2,2\\d\\d,\\d{3} +\\d\\.\\d{3} +\\d\\.\\d{3}")
        .containsPattern("(Faster|No clear difference in time): ")
        .containsPattern("(Measured best|No pick): ");
    assertThat(folder.resolve("out").resolve("comparison.json")).isNotEmptyFile();
  }
}

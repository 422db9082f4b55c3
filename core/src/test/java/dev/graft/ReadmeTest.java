package dev.graft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.backbone.Architecture;
import dev.graft.train.Tiny;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java examples in README and guide compile as printed and do what they say. */
class ReadmeTest {

  @TempDir private Path folder;

  @Test
  void theExampleCompilesAndPrintsAnAccuracy() throws Exception {
    JavaExample.drawFlowers(folder);
    Tiny.backbone(Architecture.named("resnet18"), folder).close();
    String printed = JavaExample.run(JavaExample.in("README.md"), folder);
    assertThat(Double.parseDouble(printed.strip())).isBetween(0.0, 1.0);
  }

  @Test
  void backbonesAreComparedInAFewLines() throws Exception {
    JavaExample.drawFlowers(folder);
    for (String name : List.of("resnet18", "mobilenet_v2")) {
      Tiny.backbone(Architecture.named(name), folder).close();
    }
    String printed = JavaExample.run(JavaExample.in("docs/guide/backbones.md"), folder);
    assertThat(printed)
        .containsPattern("mobile [01]\\.\\d+")
        .containsPattern("resnet [01]\\.\\d+")
        .containsPattern("Pick |No pick: ");
  }

  /**
   * A program of a few lines, as a module, trains and loads a network the library does not know.
   */
  @Test
  void aBackboneOfOnesOwnTrainsAndIsLoaded() throws Exception {
    JavaExample.drawFlowers(folder);
    String example = JavaExample.in("docs/guide/own-backbone.md");
    assertThat(example.lines().count()).isLessThan(60);
    String printed = JavaExample.runAsModule(example, folder);
    int convolutions = 9 * (3 * 32 + 32 * 64 + 64 * 128);
    int norms = 2 * (32 + 64 + 128);
    int head = 128 * 3 + 3;
    assertThat(printed.strip()).isEqualTo(String.valueOf(convolutions + norms + head));
    assertThat(folder.resolve("convnet.safetensors")).isRegularFile();
  }
}

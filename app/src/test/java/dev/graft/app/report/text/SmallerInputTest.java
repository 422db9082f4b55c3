package dev.graft.app.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.backbone.Architecture;
import dev.graft.data.DataReport;
import dev.graft.data.source.Split;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SmallerInputTest {

  private static DataReport images(int width, int height) {
    var sizes = new DataReport.Sizes(width, width, width, height, height, height);
    var train =
        new DataReport.SplitReport(
            Split.TRAIN, 40, List.of(20, 20), 1, Map.of(), Optional.of(sizes), List.of());
    return new DataReport("d", "d", List.of("a", "b"), List.of(train), List.of(), List.of());
  }

  private static Optional<String> note(String backbone, int seen, int width, int height) {
    return SmallerInput.of(images(width, height), Architecture.named(backbone), seen)
        .map(SmallerInput::sentence);
  }

  @Test
  void ofTinyImagesTheSmallestUsefulInputIsNamed() {
    assertThat(note("resnet18", 224, 32, 32))
        .hasValue(
            "most images have 32 pixels and are enlarged to 224: --input-size 64 would be about 12"
                + " times faster (0.15 instead of 1.81 GMACs an image), often at some cost in"
                + " accuracy");
  }

  @Test
  void noPixelOfMostImagesIsLost() {
    assertThat(note("resnet18", 224, 200, 97).orElseThrow()).contains("--input-size 128 ", " 3 ");
    assertThat(note("resnet18", 384, 130, 500).orElseThrow()).contains("--input-size 160 ", " 6 ");
  }

  @Test
  void itIsOneThatTheBackboneTakes() {
    assertThat(note("vit_tiny_patch16_224", 224, 32, 32).orElseThrow())
        .contains("--input-size 64 ");
    assertThat(note("vit_small_patch14_dinov2", 518, 100, 100).orElseThrow())
        .contains("--input-size 112 ");
    assertThat(note("swin_tiny_patch4_window7_224", 224, 32, 32)).isEmpty();
  }

  @Test
  void whereItIsNotSeveralTimesFasterNothingIsSaid() {
    assertThat(note("resnet18", 224, 160, 160)).isEmpty();
    assertThat(note("resnet18", 224, 500, 375)).isEmpty();
    assertThat(note("resnet18_slim", 96, 32, 32)).isEmpty();
  }
}

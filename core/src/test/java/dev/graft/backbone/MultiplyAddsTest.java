package dev.graft.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Multiply-adds of one image, in 10^9, as torchvision and papers publish them. */
class MultiplyAddsTest {

  @ParameterizedTest
  @CsvSource({
    "resnet18, 224, 1.814",
    "resnet34, 224, 3.664",
    "resnet50, 224, 4.089",
    "resnet101, 224, 7.801",
    "resnet152, 224, 11.514",
    "resnext50_32x4d, 224, 4.230",
    "resnext101_32x8d, 224, 16.414",
    "wide_resnet50_2, 224, 11.398",
    "wide_resnet101_2, 224, 22.753",
    "mobilenet_v2, 224, 0.301",
    "mobilenetv3_large_100, 224, 0.217",
    "mobilenetv3_small_100, 224, 0.057",
    "efficientnet_b0, 224, 0.386",
    "efficientnet_b1, 240, 0.687",
    "efficientnet_b2, 288, 1.088",
    "efficientnet_b3, 300, 1.827",
    "tf_efficientnetv2_s, 384, 8.366",
    "tf_efficientnetv2_m, 480, 24.582",
    "convnext_tiny, 224, 4.456",
    "convnext_small, 224, 8.684",
    "convnext_base, 224, 15.355",
    "convnext_large, 224, 34.361",
    "vit_base_patch32_224, 224, 4.409",
    "vit_base_patch16_224, 224, 17.564",
    "vit_large_patch16_224, 224, 61.555",
    "swin_tiny_patch4_window7_224, 224, 4.491",
    "swin_small_patch4_window7_224, 224, 8.741",
    "swin_base_patch4_window7_224, 224, 15.431"
  })
  void multiplyAddsAreAsManyAsPublished(Architecture architecture, int side, double published) {
    assertThat(architecture.multiplyAdds(side, 1000) / 1e9)
        .isCloseTo(published, within(0.006 + 0.004 * published));
  }

  /** DeiT-S of Touvron et al., 2021, arXiv 2012.12877, table 5: 4.6. */
  @Test
  void attentionIsCounted() {
    long counted = Architecture.named("vit_small_patch16_224").multiplyAdds(224, 1000);
    assertThat(counted / 1e9).isCloseTo(4.6, within(0.05));
  }

  @Test
  void aSizeThatItDoesNotTakeIsRefused() {
    Architecture vit = Architecture.named("vit_tiny_patch16_224");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> vit.multiplyAdds(100, 10))
        .withMessageContaining("96 and 112");
  }
}

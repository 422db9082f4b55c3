package dev.graft.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sizes as timm publishes them with its results on ImageNet. */
class ParameterCountsTest {

  @ParameterizedTest
  @CsvSource({
    "resnet18d, 11.71",
    "resnet34d, 21.82",
    "resnet50d, 25.58",
    "resnext101_32x8d, 88.79",
    "wide_resnet50_2, 68.88",
    "wide_resnet101_2, 126.89",
    "resnetv2_101, 44.54",
    "regnety_002, 3.16",
    "regnety_004, 4.34",
    "regnety_006, 6.06",
    "regnety_008, 6.26",
    "regnety_032, 19.44",
    "regnety_040, 20.65",
    "regnety_064, 30.58",
    "regnety_080, 39.18",
    "regnety_120, 51.82",
    "regnety_160, 83.59",
    "efficientnet_b1, 7.79",
    "efficientnet_b2, 9.11",
    "efficientnet_b3, 12.23",
    "efficientnet_lite0, 4.65",
    "tf_efficientnetv2_b1, 8.14",
    "tf_efficientnetv2_b2, 10.10",
    "tf_efficientnetv2_b3, 14.36",
    "tf_efficientnetv2_s, 21.46",
    "tf_efficientnetv2_m, 54.14",
    "mobilenetv3_small_050, 1.59",
    "mobilenetv3_small_075, 2.04",
    "mobilenetv3_small_100, 2.54",
    "mobilenetv4_conv_large, 32.59"
  })
  void parametersAreAsManyAsPublished(Architecture architecture, double millions) {
    assertThat(architecture.parameters(1000) / 1e6).isCloseTo(millions, within(0.006));
  }
}

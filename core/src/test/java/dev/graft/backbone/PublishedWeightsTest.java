package dev.graft.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublishedWeightsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"resnet18", "resnet34", "resnet50", "resnet101", "resnet152", "mobilenet_v2"})
  void everyArchitectureHasADefault(String architecture) {
    List<PublishedWeights> known = Architecture.named(architecture).weights();
    assertThat(known.get(0).tag()).isEqualTo("imagenet1k_v1");
    assertThat(known).extracting(PublishedWeights::tag).doesNotHaveDuplicates();
    for (PublishedWeights weights : known) {
      assertThat(weights.fileName()).contains(weights.sha256Prefix()).startsWith(architecture);
      assertThat(weights.location().getPath()).endsWith("/" + weights.fileName());
      assertThat(weights.crop()).isEqualTo(224);
      assertThat(weights.resize()).isEqualTo(weights.tag().endsWith("v2") ? 232 : 256);
    }
  }

  @Test
  void downloadsHoldTheParameters() {
    // 11,689,512 parameters of four bytes, and the buffers of BatchNorm.
    PublishedWeights resnet18 = Architecture.named("resnet18").weights().get(0);
    assertThat(resnet18.approximateBytes()).isBetween(46_758_048L, 47_000_000L);
  }
}

package dev.graft.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.data.image.Preprocessing;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
      if (weights.isOfHub()) {
        continue;
      }
      assertThat(weights.fileName())
          .contains(weights.sha256Prefix().orElseThrow())
          .startsWith(architecture);
      assertThat(weights.location().getPath()).endsWith("/" + weights.fileName());
      assertThat(weights.preprocessing().inputSize()).isEqualTo(224);
      assertThat(weights.preprocessing().resize())
          .isEqualTo(weights.tag().endsWith("v2") ? 232 : 256);
    }
  }

  @Test
  void downloadsHoldTheParameters() {
    // 11,689,512 parameters of four bytes, and the buffers of BatchNorm.
    PublishedWeights resnet18 = Architecture.named("resnet18").weights().get(0);
    assertThat(resnet18.approximateBytes()).isBetween(46_758_048L, 47_000_000L);
  }

  /** BACKBONES and models.json of the reference numbers name these. */
  @Test
  void timmsWeightsHaveATagALicenceAndAPreprocessing() {
    PublishedWeights dino = TimmTags.of("vit_small_patch14_dinov2").get(0);
    assertThat(dino.tag()).isEqualTo("lvd142m");
    assertThat(dino.preprocessing().resize()).isEqualTo(518);
    assertThat(dino.preprocessing().fit()).isEqualTo(Preprocessing.Fit.CENTRE_CROP);
    assertThat(dino.hubRepository()).contains("timm/vit_small_patch14_dinov2.lvd142m");
    PublishedWeights gated = TimmTags.of("vit_small_patch16_dinov3").get(0);
    assertThat(gated.licence()).isEqualTo("dinov3-license");
    assertThat(gated.commercialUse()).isEqualTo(CommercialUse.OWN_TERMS);
    assertThat(TimmTags.of("convnextv2_nano").get(0).commercialUse())
        .isEqualTo(CommercialUse.FORBIDDEN);
    assertThat(TimmTags.of("convnext_tiny"))
        .extracting(PublishedWeights::tag)
        .startsWith("in12k_ft_in1k")
        .contains("fb_in22k_ft_in1k_384");
    assertThat(TimmTags.of("none")).isEmpty();
  }

  @Test
  void everyBackboneOfAFamilyHasWeightsToName() {
    for (List<Architecture> members : Architecture.families().values()) {
      for (Architecture architecture : members) {
        List<PublishedWeights> known = architecture.weights();
        assertThat(known).as(architecture.id()).isNotEmpty();
        assertThat(known).extracting(PublishedWeights::tag).doesNotHaveDuplicates();
        assertThat(known)
            .as(architecture.id())
            .extracting(PublishedWeights::commercialUse)
            .doesNotContain(CommercialUse.UNKNOWN);
        known.forEach(w -> architecture.requireSize(w.preprocessing().inputSize()));
      }
    }
  }

  @Test
  void quickGeluWeightsAreKeptUnderThePlainName() {
    assertThat(Architecture.named("vit_base_patch32_clip_quickgelu_224").weights())
        .filteredOn(weights -> weights.tag().equals("openai"))
        .extracting(weights -> weights.hubRepository().orElseThrow())
        .containsExactly("timm/vit_base_patch32_clip_224.openai");
  }

  @Test
  void thoseOfTheHubFollowAnArchitecturesOwn() {
    assertThat(Architecture.named("resnet18").weights())
        .extracting(PublishedWeights::tag)
        .startsWith("imagenet1k_v1", "a1_in1k")
        .doesNotContain("tv_in1k"); // the same as imagenet1k_v1
  }

  @ParameterizedTest
  @CsvSource({
    "apache-2.0, ALLOWED",
    "MIT, ALLOWED",
    "BSD-3-Clause, ALLOWED",
    "cc-by-nc-4.0, FORBIDDEN",
    "fair-noncommercial-research-license, FORBIDDEN",
    "dinov3-license, OWN_TERMS",
    "unknown (see its page), UNKNOWN",
    "none, UNKNOWN"
  })
  void licencesSayWhetherCommercialUseIsAllowed(String licence, CommercialUse use) {
    assertThat(CommercialUse.of(licence)).isEqualTo(use);
  }
}

package dev.graft.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.torch.files.WeightFile;
import dev.graft.torch.layers.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The backbone in the library: what it is, and that it needs no network. */
class ShippedWeightsTest {

  private static final Architecture SLIM = Architecture.shipped();
  private static final PublishedWeights SHIPPED = SLIM.weights().get(0);

  @TempDir private Path home;

  private WeightLocator offline() {
    return WeightLocator.create(
        Map.of("GRAFT_HOME", home.toString()), true, (received, total) -> {});
  }

  @Test
  void theFileIsTheOneThatTheRegistryNames() throws Exception {
    try (InputStream in = ShippedWeights.open(SHIPPED)) {
      byte[] file = in.readAllBytes();
      assertThat(file.length).isLessThan(8_000_000).isEqualTo((int) SHIPPED.approximateBytes());
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(file);
      assertThat(HexFormat.of().formatHex(digest)).isEqualTo(SHIPPED.sha256Prefix().orElseThrow());
    }
  }

  @Test
  void itIsFoundWithoutANetworkAndSaysWhatMadeIt() throws IOException {
    WeightOrigin origin = offline().locate(SLIM, Optional.empty());
    Map<String, String> notes = WeightFile.read(origin.file()).metadata();
    assertThat(notes.get("made_by")).startsWith("graft pretrain");
    assertThat(notes).containsEntry("licence", "Apache-2.0").containsEntry("seed", "2");
    assertThat(notes.get("started_from")).matches("[0-9a-f]{64}");
    assertThat(notes.get("commit")).matches("[0-9a-f]{40}");
    assertThat(Integer.parseInt(notes.get("steps"))).isGreaterThan(1000);
    try (Backbone backbone = Backbone.load(SLIM, origin)) {
      assertThat(backbone.preprocessing().inputSize()).isEqualTo(96);
      assertThat(backbone.provenance().licence()).isEqualTo("Apache-2.0");
      assertThat(backbone.provenance().sha256()).isEqualTo(SHIPPED.sha256Prefix().orElseThrow());
      assertThat(backbone.weights().names())
          .isEqualTo(SLIM.entries().stream().map(Entry::name).toList());
    }
  }

  @Test
  void aDamagedCopyIsNoticed() throws IOException {
    Path copy = offline().locate(SLIM, Optional.empty()).file();
    Files.write(copy, new byte[] {1, 2, 3});
    assertThatThrownBy(() -> offline().locate(SLIM, Optional.empty()))
        .hasMessageContaining("is damaged")
        .hasMessageContaining("delete it and try again");
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws IOException {
    Files.writeString(home.resolve("weights"), "a file where the folder should be");
    assertThatThrownBy(() -> offline().locate(SLIM, Optional.empty()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("GRAFT_HOME");
  }
}

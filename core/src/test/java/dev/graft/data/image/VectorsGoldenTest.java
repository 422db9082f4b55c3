package dev.graft.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.Golden;
import dev.graft.files.SplitMix64;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** The test-side formulas and the production mixer against the published vectors. */
@Tag("golden")
class VectorsGoldenTest {

  private static Stream<JsonNode> entries(String key) {
    return Golden.list(Golden.json("vectors.json").get(key)).stream();
  }

  private static long hex(JsonNode node) {
    return Long.parseUnsignedLong(node.asText().substring(2), 16);
  }

  @TestFactory
  Stream<DynamicTest> splitmix64() {
    return entries("splitmix64")
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.get("x").asText(),
                    () -> {
                      long x = Long.parseUnsignedLong(c.get("x").asText());
                      assertThat(GoldenFormulas.splitmix64(x)).isEqualTo(hex(c.get("hex")));
                      assertThat(SplitMix64.mix(x)).isEqualTo(hex(c.get("hex")));
                    }));
  }

  @TestFactory
  Stream<DynamicTest> crc32() {
    return entries("crc32")
        .map(
            c ->
                DynamicTest.dynamicTest(
                    "'" + c.get("text").asText() + "'",
                    () ->
                        assertThat(GoldenFormulas.crc32(c.get("text").asText()))
                            .isEqualTo(hex(c.get("hex")))));
  }

  @TestFactory
  Stream<DynamicTest> u01() {
    return entries("u01")
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.get("name").asText() + "[" + c.get("i") + "]",
                    () -> {
                      long crc = GoldenFormulas.crc32(c.get("name").asText());
                      long state = (crc << 32) + c.get("i").asLong();
                      assertThat(state).isEqualTo(hex(c.get("state")));
                      assertThat(GoldenFormulas.u01(state)).isEqualTo(c.get("u").asDouble());
                    }));
  }

  @TestFactory
  Stream<DynamicTest> images() {
    return entries("images")
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.get("width") + "x" + c.get("height"),
                    () -> {
                      Image image =
                          GoldenFormulas.image(
                              c.get("width").asInt(), c.get("height").asInt(), 777);
                      assertThat(GoldenFormulas.hex(image.rgb()))
                          .isEqualTo(c.get("crc32_u8").asText());
                    }));
  }
}

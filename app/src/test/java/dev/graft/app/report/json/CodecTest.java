package dev.graft.app.report.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.compare.record.ComparisonRecord;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What files that are not as they should be are refused with. */
final class CodecTest {

  private static final String WHOLE = ComparisonJson.of(Records.comparison(1));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"seeds\"' | '\"sneeds\"' | 'it has no \"seeds\"'",
        "'\"labels\"' | '\"lables\"' | 'it has no \"runs[0].test.labels\"'",
        "'\"phases\"' | '\"faces\"' | 'it has no \"runs[0].phases\"'",
        "'\"std\" : \\[' | '\"std\" : [ 1,' | 'mean and std have one value per channel'",
        "'\"batchSize\" : 32' | '\"batchSize\" : \"many\"' | 'its \"settings.batchSize\" cannot be \"many\"'",
        "'\"batchSize\" : 32' | '\"batchSize\" : null' | 'its \"settings.batchSize\" cannot be null'",
        "'\"batchSize\" : 32' | '\"batchSize\" : 5000' | 'batch size must be 1 to 4096, got 5000'",
        "'\"float32\"' | '\"float8\"' | 'no precision is called float8'",
        "'\"adam\"' | '\"lion\"' | 'its \"settings.optimizer\" cannot be {\"name\":\"lion\"'",
        "'\"flip\"' | '\"flop\"' | 'unknown augmentation'",
        "'2026-01-02T03' | 'today' | 'its \"started\" cannot be \"today'"
      })
  void namesTheFieldThatIsWrong(String there, String instead, String words) {
    String json = WHOLE.replaceFirst(there, instead.replace("\\", "\\\\"));
    assertThat(json).isNotEqualTo(WHOLE);
    assertThatThrownBy(() -> ComparisonJson.parse(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(words);
  }

  @Test
  void aLongValueIsNotShownInFull() {
    String json = WHOLE.replaceFirst("\"predictions\" : \\[", "\"predictions\" : [ \"oak\",");
    assertThatThrownBy(() -> ComparisonJson.parse(json))
        .hasMessage("its \"runs[0].test.predictions[0]\" cannot be \"oak\"");
    String text =
        WHOLE.replaceFirst("\"seeds\" : \\[ 0 \\]", "\"seeds\" : \"" + "0".repeat(99) + '"');
    assertThatThrownBy(() -> ComparisonJson.parse(text))
        .hasMessageMatching("its \"seeds\" cannot be \"0{59}\\.\\.\\.");
  }

  @Test
  void whatIsNoObjectHasNoFormat() {
    for (String json : List.of("", "[]", "1", "null", "{}")) {
      assertThatThrownBy(() -> ComparisonJson.parse(json))
          .hasMessage("its format is none; this Graft reads 1");
    }
  }

  @Test
  void fieldsThatLaterVersionsAddAreLeftAside() {
    String json = WHOLE.replaceFirst("\"data\" : \\{", "\"data\" : { \"weather\" : [ 1, { } ],");
    ComparisonRecord read = ComparisonJson.parse(json);
    assertThat(ComparisonJson.of(read)).isEqualTo(WHOLE);
  }

  @Test
  void runsAreOfTheLabelsThatWereAskedFor() {
    List<String> labels = List.of("feature-extract", "partial:layer4", "fine-tune");
    assertThat(ComparisonJson.runs(WHOLE, labels)).isEqualTo(Records.comparison(1).runs());
    assertThatThrownBy(() -> ComparisonJson.runs(WHOLE, labels.subList(0, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a run of \"fine-tune\", which is none of [feature-extract, partial:layer4]");
  }

  @Test
  void someFieldsComeFirst() {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("a", 1).put("b", 2).put("c", 3);
    assertThat(Codec.ordered(node, "c none a").toString()).isEqualTo("{\"c\":3,\"a\":1,\"b\":2}");
  }
}

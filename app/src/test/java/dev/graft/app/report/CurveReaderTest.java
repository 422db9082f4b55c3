package dev.graft.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.compare.CurveReading;
import dev.graft.compare.CurveRecord;
import org.junit.jupiter.api.Test;

final class CurveReaderTest {

  private static String json(CurveRecord record) {
    return CurveJson.of(record, CurveReading.of(record));
  }

  @Test
  void readsWhatWasWritten() {
    CurveRecord record = Records.curve();
    CurveRecord read = CurveReader.parse(json(record));
    assertThat(read).isEqualTo(record);
    assertThat(json(read)).isEqualTo(json(record)); // the redraws too come out as they did
  }

  @Test
  void refusesWhatIsSomethingElse() {
    assertThatThrownBy(() -> CurveReader.parse("nonsense"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("it is no JSON");
    assertThatThrownBy(() -> CurveReader.parse("{\"format\": 99}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("its format is 99");
    String json = json(Records.curve());
    assertThatThrownBy(() -> CurveReader.parse(json.replace("\"points\"", "\"pints\"")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("points");
  }
}

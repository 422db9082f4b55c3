package dev.graft.app.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.app.report.html.Report;
import dev.graft.app.report.json.Records;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.train.evaluation.Temperature;
import org.junit.jupiter.api.Test;

final class MarkdownTest {

  @Test
  void namesAreText() {
    assertThat(Markdown.text("<img src=x onerror=a()> & b\r\nc"))
        .isEqualTo("&lt;img src=x onerror=a()> &amp; b c");
    assertThat(Markdown.cell("a|<b>")).isEqualTo("a\\|&lt;b>");
  }

  @Test
  void pagesHoldNoHtml() {
    ComparisonRecord record = Records.comparison(1);
    String title = "Comparison on <b>trees</b>";
    var report = new Report(title, "out", record, Records.material(record));
    for (String page :
        new String[] {
          ComparisonMarkdown.of(title, record),
          ModelCard.of(record, record.runs().get(0), Temperature.NONE),
          report.markdown("plots")
        }) {
      assertThat(page).doesNotContainPattern("<[a-z]");
    }
    assertThat(ComparisonMarkdown.of(title, record))
        .contains("&lt;b>trees", "| &lt;script>alert(1)&lt;/script> |", "in/&lt;trees>", "a\\|b");
    assertThat(ModelCard.of(record, record.runs().get(0), Temperature.NONE))
        .contains("| &lt;script>alert(1)&lt;/script> |");
  }
}

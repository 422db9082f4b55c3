package dev.graft.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {

  @Test
  void whatStandsAroundTheMarksStays(@TempDir Path folder) throws IOException {
    Path page = folder.resolve("page.md");
    Files.writeString(
        page, "# Benchmarks\n\n" + Page.BEGIN + "\nold\n" + Page.END + "\n\n## By hand\n");

    Page.write(page, List.of(Page.BEGIN, "", "new"));
    Page.write(page, List.of(Page.BEGIN, "", "newer"));

    assertThat(page)
        .hasContent(
            "# Benchmarks\n\n" + Page.BEGIN + "\n\nnewer\n\n" + Page.END + "\n\n## By hand\n");
  }

  @Test
  void aPageWithoutMarksGetsThem(@TempDir Path folder) throws IOException {
    Path page = folder.resolve("page.md");

    Page.write(page, List.of(Page.BEGIN, "new"));

    assertThat(page)
        .content()
        .startsWith("# Benchmarks\n")
        .contains("new")
        .endsWith(Page.END + "\n");
  }
}

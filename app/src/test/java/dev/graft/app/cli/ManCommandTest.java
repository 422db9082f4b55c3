package dev.graft.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Manual pages, read by what prints them. */
final class ManCommandTest {

  @TempDir static Path folder;
  private static List<Path> pages;

  @BeforeAll
  static void write() throws IOException {
    Invocation.of("man", "--out", folder.resolve("man1").toString()).succeeded();
    try (Stream<Path> files = Files.list(folder.resolve("man1"))) {
      pages = files.sorted().toList();
    }
  }

  private static List<String> commands() {
    return Pattern.compile("(?m)^  ([a-z-]+)  ")
        .matcher(Invocation.of("--help").out())
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  @Test
  void thereIsAPageForEveryCommand() {
    assertThat(commands()).contains("compare", "man");
    assertThat(pages.stream().map(page -> page.getFileName().toString()))
        .contains("graft.1")
        .hasSize(commands().size() + 1)
        .containsAll(commands().stream().map(name -> "graft-" + name + ".1").toList());
  }

  @Test
  void everyWordOfTheHelpIsThere() throws IOException {
    for (String command : commands()) {
      String page =
          words(unescaped(Files.readString(folder.resolve("man1/graft-" + command + ".1"))));
      String help = Invocation.of(command, "--help").out();
      String listed = help.substring(help.indexOf('\n')).replace("--[no-]", "--");
      for (String word : words(listed).split(" ", -1)) {
        assertThat(page).as(command).contains(word); // some are broken at a dot
      }
    }
  }

  /** Without marks, and values apart from their options. */
  private static String words(String text) {
    return text.replaceAll("[=,:;()\"]", " ").replaceAll("\\s+", " ").strip();
  }

  private static String unescaped(String roff) {
    return roff.replaceAll("(?m)^\\.[A-Z]{2}|^\\\\&", "")
        .replaceAll("\\\\f[BIR]", "")
        .replace("\\-", "-")
        .replace("\\(aq", "'")
        .replace("\\(dq", "\"")
        .replace("\\(ti", "~");
  }

  @Test
  void theProgramsPageHasExitCodesAndEnvironment() {
    assertThat(Invocation.of("man").succeeded().out())
        .startsWith(".TH \"GRAFT\" 1 ")
        .containsSubsequence(
            ".SH \"COMMANDS\"",
            "\\fBcompare\\fR",
            ".SH \"EXIT STATUS\"",
            "130",
            ".SH \"ENVIRONMENT\"")
        .contains("\\fBNO_COLOR\\fR", "\\fBgraft\\-compare\\fR(1)")
        .doesNotContain("prepare");
  }

  @Test
  void mandocFindsNothingToSay() throws IOException {
    Shell.assume("mandoc");
    for (Path page : pages) {
      assertThat(Shell.run(folder, "mandoc", "-Tlint", "-Wall", page.toString())).isEmpty();
    }
  }

  @Test
  void groffFindsNothingToSayAndPrintsWhatCanBeCopied() throws IOException {
    Shell.assume("groff");
    for (Path page : pages) {
      List<String> printed =
          Shell.run(folder, "groff", "-ww", "-man", "-Tutf8", "-P-cbou", page.toString());
      assertThat(printed).noneMatch(line -> line.contains("warning"));
      assertThat(printed.stream().collect(Collectors.joining("\n")))
          .as("hyphens that a shell understands")
          .contains("--help")
          .doesNotContain("\u2010", "\u2212", "\u2019");
    }
  }

  @Test
  void whatThereIsNotIsRefused() {
    Invocation.of("man", "prepare").failedWith(2, "prepare");
    Invocation.of("man", "compare", "--out", folder.toString()).failedWith(2, "COMMAND");
  }
}

package dev.graft.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The part of the page of benchmarks that is written by the program, between two marks. */
final class Page {

  static final String BEGIN = "<!-- Written by bench/run from here; do not edit. -->";
  static final String END = "<!-- Written by bench/run up to here. -->";

  private Page() {}

  /** Sections with the machine before them. */
  static List<String> lines(JsonNode environment, String precision, Options options) {
    var lines = new ArrayList<String>();
    lines.add(BEGIN);
    lines.add("");
    lines.add("## Machine");
    lines.add("");
    lines.add("| | |");
    lines.add("|---|---|");
    lines.add(
        "| measured | %s, by `bench/run` in one run |".formatted(LocalDate.now(ZoneOffset.UTC)));
    lines.add("| processor | %s |".formatted(environment.get("processor").asText()));
    lines.add(
        "| cores, memory | %d, %.1f GB |"
            .formatted(
                environment.get("cores").asInt(), environment.get("memoryBytes").asLong() / 1e9));
    lines.add("| system | %s |".formatted(environment.get("system").asText()));
    lines.add(
        "| Graft | %s, libtorch %s, Java %s, %s %s |"
            .formatted(
                environment.get("graft").asText(),
                environment.get("libtorch").asText(),
                environment.get("java").asText(),
                precision.toLowerCase(Locale.ROOT),
                options.precision().isPresent() ? "as asked for" : "as it chose"));
    lines.add("");
    lines.add(
        "Figures are medians of %d rounds with the smallest and the largest; ratios are medians of the rounds' own ratios."
            .formatted(options.repeats()));
    return lines;
  }

  /** Puts {@code lines} between the marks of {@code page}; a page without marks ends with them. */
  static void write(Path page, List<String> lines) throws IOException {
    String old = Files.exists(page) ? Files.readString(page) : "# Benchmarks\n\n";
    String written = String.join("\n", lines) + "\n\n" + END + "\n";
    Path part = page.resolveSibling(page.getFileName() + ".part");
    Files.writeString(part, replaced(old, written));
    Files.move(part, page, StandardCopyOption.REPLACE_EXISTING);
  }

  static String replaced(String old, String written) {
    int begin = old.indexOf(BEGIN);
    int end = old.indexOf(END);
    if (begin < 0 || end < begin) {
      return old + "\n" + written;
    }
    int after = Math.min(old.length(), end + END.length() + 1);
    return old.substring(0, begin) + written + old.substring(after);
  }
}

package dev.graft.app.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.app.cli.Invocation;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Colours where a person sees them, and nowhere else. */
final class StyleTest {

  private static final String ESCAPE = "\u001b";
  private static final Map<String, String> HOME = Map.of("GRAFT_HOME", "none");
  private static final Screen TERMINAL = new Screen(true, true, 80, false, true);

  @ParameterizedTest
  @CsvSource({
    "false, false, '', false",
    "true, false, '', true",
    "true, true, '', false",
    "true, false, 'NO_COLOR=1', false",
    "true, false, 'NO_COLOR=0', false",
    "true, false, 'NO_COLOR=', true",
    "false, false, 'FORCE_COLOR=1', true",
    "false, false, 'FORCE_COLOR=0', false",
    "false, true, 'CLICOLOR_FORCE=1', true",
    "true, false, 'NO_COLOR=1 FORCE_COLOR=1', false"
  })
  void followsTheConventions(boolean terminal, boolean dumb, String variables, boolean on) {
    Map<String, String> environment =
        variables.isEmpty()
            ? Map.of()
            : List.of(variables.split(" ", -1)).stream()
                .map(text -> text.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    assertThat(Style.of(terminal, dumb, environment).on()).isEqualTo(on);
  }

  @Test
  void eachStreamHasItsOwn() {
    var none = new ByteArrayOutputStream();
    var stream = new PrintStream(none, true, StandardCharsets.UTF_8);
    var console = new Console(stream, stream, new Screen(false, true, 80, false, true), Map.of());
    assertThat(console.style().on()).isFalse();
    assertThat(console.errStyle().on()).isTrue();
    assertThat(console.beside().style().on()).isTrue();
  }

  @Test
  void withoutColoursEveryByteIsAsItWas() {
    for (String line : List.of("models", "compare --help", "--help", "models alexnet", "")) {
      String[] words = line.isEmpty() ? new String[0] : line.split(" ", -1);
      Invocation plain = Invocation.of(HOME, words);
      Invocation coloured = Invocation.on(TERMINAL, HOME, words);
      assertThat(plain.out() + plain.err()).doesNotContain(ESCAPE);
      assertThat(coloured.out() + coloured.err()).as(line).contains(ESCAPE);
      assertThat(plain(coloured.out())).isEqualTo(plain.out());
      assertThat(plain(coloured.err())).isEqualTo(plain.err());
      var without = Map.of("GRAFT_HOME", "none", "NO_COLOR", "1");
      assertThat(Invocation.on(TERMINAL, without, words).out()).isEqualTo(plain.out());
    }
  }

  private static String plain(String text) {
    return text.replaceAll("\u001b\\[[0-9;]*m", "");
  }

  @Test
  void headsRulesAndWarningsAreMarked() {
    List<String> lines = List.of("a  b", "----", "1  2", "Note: c", "--");
    assertThat(new Style(true).results(lines))
        .containsExactly(
            "\u001b[1ma  b\u001b[0m",
            "\u001b[2m----\u001b[0m",
            "1  2",
            "\u001b[33mNote: \u001b[0mc",
            "--");
    assertThat(new Style(false).results(lines)).isEqualTo(lines);
  }

  @Test
  void complaintsAreMarkedAndStayWhole() {
    Invocation wrong = Invocation.on(TERMINAL, HOME, "models", "alexnet");
    assertThat(wrong.err()).startsWith("\u001b[1;31mgraft: \u001b[0munknown");
    assertThat(plain(wrong.err())).isEqualTo(Invocation.of("models", "alexnet").err());
  }

  @Test
  void warningsAreBrokenBetweenWordsForPeopleOnly() {
    String longOne = "graft: warning: " + "word ".repeat(40).strip();
    assertThat(told(TERMINAL, longOne).lines())
        .hasSizeGreaterThan(1)
        .allMatch(line -> plain(line).length() <= 80)
        .first()
        .asString()
        .startsWith("\u001b[33mgraft: warning: \u001b[0mword");
    assertThat(told(Screen.none(), longOne)).isEqualTo(longOne + System.lineSeparator());
  }

  private static String told(Screen screen, String text) {
    var bytes = new ByteArrayOutputStream();
    var stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    new Console(stream, stream, screen, Map.of()).tell(text);
    return bytes.toString(StandardCharsets.UTF_8);
  }
}

package dev.graft.files.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read whoever reads it; each reader's own names and limits are tested beside it. */
class PickleTest {

  /** A class whose values are the texts of their first arguments, in order of their making. */
  private final List<Object> made = new ArrayList<>();

  private ByteBuffer bytes;

  private Object read(String pickle) throws IOException {
    bytes = ByteBuffer.wrap(pickle.getBytes(StandardCharsets.ISO_8859_1));
    return Pickle.read(bytes, this::named);
  }

  private Optional<PickleNames.Builder> named(String name) {
    return name.equals("known.Class")
        ? Optional.of(
            arguments -> {
              made.add(UnknownClass.requireKnown(arguments[0]));
              return "made";
            })
        : Optional.empty();
  }

  @Test
  void onePickleAfterAnother() throws IOException {
    assertThat(read("}(S'b'\nK\u0001S'a'\nNu.K\u0002.")).asString().isEqualTo("{b=1, a=null}");
    assertThat(Pickle.read(bytes, this::named)).isEqualTo(2);
    assertThat(bytes.hasRemaining()).isFalse();
    assertThatThrownBy(() -> Pickle.read(bytes, this::named)).isInstanceOf(IOException.class);
  }

  /** An unknown class by each opcode that calls, given items, a state and arguments. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "cno\nClass\n.",
        "S'no'\nS'Class'\n\u0093.",
        "cno\nClass\n(K\u0001tR.",
        "cno\nClass\n)\u0081}S'a'\nK\u0001sb.",
        "(K\u0001ino\nClass\n.",
        "cno\nClass\n)RK\u0001K\u0002sK\u0003a(K\u0001K\u0002u(K\u0003e.",
        "cno\nClass\n)R)R)\u0081.",
        "cno\nClass\ncknown\nClass\n\u0085R.",
        "cknown\nClass\ncno\nClass\n\u0085R.",
        "cknown\nClass\ncno\nClass\n)RR."
      })
  void unknownClassesAreNamesAlone(String pickle) throws IOException {
    assertThat(read(pickle)).isEqualTo(new UnknownClass("no.Class"));
    assertThat(made).isEmpty();
  }

  @Test
  void valuesThatNeedNoUnknownClassAreBuilt() throws IOException {
    String pair = "cknown\nClass\n(S'a'\ncno\nClass\ntR";
    assertThat(read("}(S'x'\n" + pair + "S'y'\ncno\nClass\nu."))
        .isEqualTo(Map.of("x", "made", "y", new UnknownClass("no.Class")));
    assertThat(made).containsExactly("a");
  }

  @Test
  void namesAreFitForATerminal() throws IOException {
    assertThat(read("cno\nCl\u001b[2Jass\n.")).isEqualTo(new UnknownClass("no.Cl?[2Jass"));
    assertThatThrownBy(() -> read("cno\n" + "x".repeat(300) + "\n."))
        .hasMessageContaining("a name without an end");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"K\u0001Q.", "P1\n.", "K\u0001)R.", "](K\u0001tb.", "\u0082\u0001.", "0."})
  void everythingElseIsAnError(String pickle) {
    assertThatThrownBy(() -> read(pickle))
        .isInstanceOf(IOException.class)
        .hasMessageMatching("(?s).+");
  }
}

package dev.graft.data.cifar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.files.pickle.UnknownClass;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumpyBytesTest {

  /**
   * {@code {b'data': array([[250, 251, 252], [253, 254, 255]], uint8), b'fine_labels': [3, 200]}}
   * as Python 3.11 and NumPy 1.24 pickle it: by rows and by columns, in protocols 2 and 4.
   */
  private static final List<String> BY_NUMPY =
      List.of(
          "gAJ9cQAoY19jb2RlY3MKZW5jb2RlCnEBWAQAAABkYXRhcQJYBgAAAGxhdGluMXEDhnEEUnEFY251bXB5LmNvcmUu"
              + "bXVsdGlhcnJheQpfcmVjb25zdHJ1Y3QKcQZjbnVtcHkKbmRhcnJheQpxB0sAhXEIaAFYAQAAAGJxCWgDhnEKUn"
              + "ELh3EMUnENKEsBSwJLA4ZxDmNudW1weQpkdHlwZQpxD1gCAAAAdTFxEImIh3ERUnESKEsDWAEAAAB8cRNOTk5K"
              + "/////0r/////SwB0cRRiiWgBWAwAAADDusO7w7zDvcO+w79xFWgDhnEWUnEXdHEYYmgBWAsAAABmaW5lX2xhYm"
              + "Vsc3EZaAOGcRpScRtdcRwoSwNLyGV1Lg==",
          "gASVsQAAAAAAAAB9lChDBGRhdGGUjBVudW1weS5jb3JlLm11bHRpYXJyYXmUjAxfcmVjb25zdHJ1Y3SUk5SMBW51"
              + "bXB5lIwHbmRhcnJheZSTlEsAhZRDAWKUh5RSlChLAUsCSwOGlGgFjAVkdHlwZZSTlIwCdTGUiYiHlFKUKEsDjA"
              + "F8lE5OTkr/////Sv////9LAHSUYolDBvr7/P3+/5R0lGJDC2ZpbmVfbGFiZWxzlF2UKEsDS8hldS4=",
          "gAJ9cQAoY19jb2RlY3MKZW5jb2RlCnEBWAQAAABkYXRhcQJYBgAAAGxhdGluMXEDhnEEUnEFY251bXB5LmNvcmUu"
              + "bXVsdGlhcnJheQpfcmVjb25zdHJ1Y3QKcQZjbnVtcHkKbmRhcnJheQpxB0sAhXEIaAFYAQAAAGJxCWgDhnEKUn"
              + "ELh3EMUnENKEsBSwJLA4ZxDmNudW1weQpkdHlwZQpxD1gCAAAAdTFxEImIh3ERUnESKEsDWAEAAAB8cRNOTk5K"
              + "/////0r/////SwB0cRRiiGgBWAwAAADDusO9w7vDvsO8w79xFWgDhnEWUnEXdHEYYmgBWAsAAABmaW5lX2xhYm"
              + "Vsc3EZaAOGcRpScRtdcRwoSwNLyGV1Lg==",
          "gASVsQAAAAAAAAB9lChDBGRhdGGUjBVudW1weS5jb3JlLm11bHRpYXJyYXmUjAxfcmVjb25zdHJ1Y3SUk5SMBW51"
              + "bXB5lIwHbmRhcnJheZSTlEsAhZRDAWKUh5RSlChLAUsCSwOGlGgFjAVkdHlwZZSTlIwCdTGUiYiHlFKUKEsDjA"
              + "F8lE5OTkr/////Sv////9LAHSUYohDBvr9+/78/5R0lGJDC2ZpbmVfbGFiZWxzlF2UKEsDS8hldS4=");

  /** One row of two float32, by NumPy 1.24. */
  private static final String FLOATS =
      "gAJ9cQBYBAAAAGRhdGFxAWNudW1weS5jb3JlLm11bHRpYXJyYXkKX3JlY29uc3RydWN0CnECY251bXB5Cm5kYXJyYXkK"
          + "cQNLAIVxBGNfY29kZWNzCmVuY29kZQpxBVgBAAAAYnEGWAYAAABsYXRpbjFxB4ZxCFJxCYdxClJxCyhLAUsBSwKGcQ"
          + "xjbnVtcHkKZHR5cGUKcQ1YAgAAAGY0cQ6JiIdxD1JxEChLA1gBAAAAPHERTk5OSv////9K/////0sAdHESYoloBVgI"
          + "AAAAAAAAAAAAAABxE2gHhnEUUnEVdHEWYnMu";

  private static Object value(Object pickle, String key) {
    for (Map.Entry<?, ?> field : ((Map<?, ?>) pickle).entrySet()) {
      if (new String(NumpyBytes.raw(field.getKey()), StandardCharsets.UTF_8).equals(key)) {
        return field.getValue();
      }
    }
    throw new AssertionError(key);
  }

  @Test
  void readsWhatNumpyWrites() throws IOException {
    for (String base64 : BY_NUMPY) {
      Object pickle = NumpyBytes.load(Base64.getDecoder().decode(base64));
      var data = (NumpyBytes) value(pickle, "data");
      assertThat(data.rows()).isEqualTo(2);
      assertThat(data.columns()).isEqualTo(3);
      assertThat(data.values()).containsExactly(250, 251, 252, 253, 254, 255);
      assertThat(value(pickle, "fine_labels")).isEqualTo(List.of(3, 200));
    }
  }

  @Test
  void otherElementTypesAreRefused() {
    assertThatThrownBy(() -> NumpyBytes.load(Base64.getDecoder().decode(FLOATS)))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("f4", "u1");
  }

  /** Everything that names, calls or builds something beyond the list, by every way there is. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "cos\nsystem\n(S'touch pwned'\ntR.",
        "cposix\nsystem\n(S'touch pwned'\ntR.",
        "c__builtin__\neval\n(S'1'\ntR.",
        "cbuiltins\nRuntimeError\n(S'x'\ntR.",
        "c__builtin__\nset\n(]tR.",
        "c__builtin__\nbytearray\n(]tR.",
        "cdecimal\nDecimal\n(S'1'\ntR.",
        "cdatetime\ndate\n(K\u0001K\u0001K\u0001tR.",
        "coperator\nattrgetter\n(S'x'\ntR.",
        "ccopy_reg\n_reconstructor\n(tR.",
        "cnumpy\nload\n(S'x'\ntR.",
        "S'os'\nS'system'\n\u0093.",
        "(S'x'\nios\nsystem\n.",
        "(S'x'\nidecimal\nDecimal\n."
      })
  void whatIsUnknownIsNeverCalled(String pickle) throws IOException {
    Object value = NumpyBytes.load(CifarFiles.latin(pickle));
    assertThat(value).isInstanceOf(UnknownClass.class);
    assertThatThrownBy(() -> NumpyBytes.requireReadable(value))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("it asks for " + ((UnknownClass) value).name());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(cnumpy\ndtype\nS'u1'\no.",
        "P1\n.",
        "K\u0001Q.",
        "\u0082\u0001.",
        "\u0097.",
        "](K\u0001tb.",
        "c_codecs\nencode\n(S'x'\nS'utf-8'\ntR.",
        "c__builtin__\nbytes\n(K\u0001tR."
      })
  void otherOperationsAreRefused(String pickle) {
    assertThatThrownBy(() -> NumpyBytes.load(CifarFiles.latin(pickle)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a readable pickle");
  }

  /** A published batch with more beside its arrays, or with arrays of what Graft does not know. */
  @Test
  void onlyWhatIsAskedForHasToBeKnown() throws IOException {
    byte[] whole = CifarFiles.pickled("labels", new int[] {1, 2}, new byte[2 * 3072]);
    String text = new String(whole, StandardCharsets.ISO_8859_1);
    String namespace = "U\u0004argscargparse\nNamespace\n)\u0081}U\u0001aK\u0001sbs";
    byte[] beside = CifarFiles.latin(text.substring(0, text.length() - 2) + "u" + namespace + ".");
    assertThat(CifarBatch.python(CifarKind.CIFAR10, "batch", beside).size()).isEqualTo(2);
    Map<String, String> changes =
        Map.of(
            "cnumpy\ndtype\n", "cml_dtypes\nint4\n",
            "cnumpy\nndarray\n", "cnumpy\nmatrix\n",
            "K\u0001K\u0002e", "K\u0001cenum\nLabel\n(K\u0002tRe");
    changes.forEach(
        (known, unknown) -> {
          assertThat(text).contains(known);
          byte[] changed = CifarFiles.latin(text.replace(known, unknown));
          String name = unknown.replaceAll("(?s).*c(\\w+)\n(\\w+)\n.*", "$1.$2");
          assertThatThrownBy(() -> CifarBatch.python(CifarKind.CIFAR10, "batch", changed))
              .isInstanceOf(IOException.class)
              .hasMessageContaining("it asks for " + name);
        });
  }

  /** A length in the file must not become memory before the bytes are there. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "T\u00ff\u00ff\u00ff\u007fx.",
        "B\u00ff\u00ff\u00ff\u00ffx.",
        "X\u00ff\u00ff\u00ff\u007fx.",
        "\u008e\u00ff\u00ff\u00ff\u007f\0\0\0\0x.",
        "\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ffx."
      })
  void promisedLengthsAreChecked(String pickle) {
    assertThatThrownBy(() -> NumpyBytes.load(CifarFiles.latin(pickle)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cut short");
  }

  /** A list of itself twice, 60 deep, of which to make a text or a hash code takes 2^60 steps. */
  private static String endless() {
    StringBuilder lists = new StringBuilder("]q\0000");
    for (int i = 1; i <= 60; i++) {
      char inner = (char) (i - 1);
      lists.append("]q").append((char) i).append("(h").append(inner).append('h').append(inner);
      lists.append("e0");
    }
    return lists.append('h').append((char) 60).toString();
  }

  @Test
  @Timeout(60) // hours otherwise
  void containersAreNeitherHashedNorPrinted() throws IOException {
    String list = endless();
    List<String> pickles =
        List.of(
            "}(" + list + "K\u0001\u0085K\u0001u.", // a key without a value
            "cnumpy\ndtype\n" + list + "\u0085R.",
            list + "S'x'\n\u0093.",
            "cnumpy.core.multiarray\n_reconstruct\n(tR(K\u0001K\u0001K\u0001\u0086"
                + "cnumpy\ndtype\n"
                + list
                + "\u0085R\u0089U\u0001xtb.");
    for (String pickle : pickles) {
      assertThatThrownBy(() -> NumpyBytes.load(CifarFiles.latin(pickle)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("not a readable pickle");
    }
    List<String> keys =
        List.of(
            "}" + list + "K\u0001s.",
            "}(" + list + "K\u0001u.",
            "(" + list + "K\u0001d.",
            "}N" + list + "s.");
    for (String pickle : keys) { // passed over: nothing that is looked for has such a key
      assertThat(((Map<?, ?>) NumpyBytes.load(CifarFiles.latin(pickle))).size()).isZero();
    }
    for (String fields : List.of("U\u0004data" + list + "s.", "U\u0001x" + list + "s.")) {
      byte[] batch = CifarFiles.latin("}" + fields);
      assertThatThrownBy(() -> CifarBatch.python(CifarKind.CIFAR10, "batch", batch))
          .isInstanceOf(IOException.class);
    }
    byte[] names = CifarFiles.latin("}U\u000blabel_names]" + list + "as.");
    assertThatThrownBy(() -> CifarBatch.pythonNames(CifarKind.CIFAR10, names))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not all texts");
  }

  @Test
  void dictionariesOfTextsBytesAndNumbersAreRead() throws IOException {
    assertThat(NumpyBytes.load(CifarFiles.latin("(S'a'\nK\u0001d(K\u0002Nu.")))
        .isEqualTo(dictionary("a", 1, 2, null));
    assertThat(NumpyBytes.load(CifarFiles.latin("}S'a'\n]s.")))
        .isEqualTo(dictionary("a", List.of()));
    assertThatThrownBy(() -> NumpyBytes.load(CifarFiles.latin("(S'a'\nd.")))
        .isInstanceOf(IOException.class);
  }

  private static Map<Object, Object> dictionary(Object... keysAndValues) {
    Map<Object, Object> dictionary = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      dictionary.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return dictionary;
  }

  /** A text of a megabyte, to be copied 10,000 times. */
  @Test
  void copiesAreCounted() {
    String text = "X\0\0\u0010\0" + "x".repeat(1 << 20) + "q\0";
    String copy = "c_codecs\nencode\n(h\0U\u0006latin1tR";
    byte[] pickle = CifarFiles.latin("](" + text + copy.repeat(10_000) + "e.");
    assertThatThrownBy(() -> NumpyBytes.load(pickle))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("more bytes than it has");
  }

  @Test
  void stepsAreCounted() {
    assertThatThrownBy(() -> NumpyBytes.load(CifarFiles.latin("N0".repeat(2_500_001))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("more than 5000000 steps");
  }

  @Test
  void nestingWithoutEndIsNotHashed() throws IOException {
    // A list inside a list, a million deep, as the key of a dictionary: its hash code recurses.
    String deep = "}" + "]".repeat(1_000_000) + "a".repeat(999_999) + "K\u0001s.";
    assertThat(((Map<?, ?>) NumpyBytes.load(CifarFiles.latin(deep))).size()).isZero();
  }

  @Test
  void brokenFilesFailAsFilesDo() {
    byte[] whole = CifarFiles.pickled("labels", new int[] {1, 2}, new byte[2 * 3072]);
    for (int length = 0; length < whole.length; length += length < 250 ? 1 : 97) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> NumpyBytes.load(cut)).isInstanceOf(IOException.class);
    }
    Random random = new Random(1);
    for (int round = 0; round < 3000; round++) {
      byte[] changed = whole.clone();
      for (int change = 0; change < 3; change++) {
        changed[random.nextInt(260)] = (byte) random.nextInt(256);
      }
      try {
        NumpyBytes.load(changed);
      } catch (IOException expected) {
        assertThat(expected).hasMessageMatching("(?s).+");
      }
    }
  }
}

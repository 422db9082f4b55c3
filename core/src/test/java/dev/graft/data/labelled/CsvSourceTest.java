package dev.graft.data.labelled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.data.Dataset;
import dev.graft.data.Trees;
import dev.graft.data.format.ImageDecoder;
import dev.graft.data.source.DataException;
import dev.graft.data.source.DataOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvSourceTest {

  private static final DataOptions WHOLE =
      DataOptions.defaults().withTestFraction(0).withValidationFraction(0);

  @TempDir Path temp;

  @BeforeEach
  void images() throws IOException {
    Trees.folder(temp, Trees.classes(6, "pictures", "more, pictures"));
  }

  private Path csv(String... lines) throws IOException {
    return Files.writeString(temp.resolve("set.csv"), String.join("\n", lines) + "\n");
  }

  private void assertRefused(Path csv, String... parts) {
    assertThatThrownBy(() -> Dataset.open(csv))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(csv.toString())
        .hasMessageContainingAll(parts);
  }

  @Test
  void readsRowsInTheirOrder() throws IOException {
    Path csv =
        csv(
            "\uFEFFPath, Label",
            "pictures/03.png, Zebra",
            "\"more, pictures/00.png\",\"ape, small\"",
            "",
            temp.resolve("pictures/01.png") + ",Zebra",
            "./pictures/../pictures/00.png,\"ape, small\"");
    try (Dataset data = Dataset.open(csv.toString(), WHOLE)) {
      assertThat(data.name()).isEqualTo("set");
      assertThat(data.classNames()).containsExactly("Zebra", "ape, small");
      assertThat(IntStream.range(0, 4).map(data.train()::label)).containsExactly(0, 1, 0, 1);
      assertThat(data.train().name(1)).isEqualTo("more, pictures/00.png");
      assertThat(data.train().image(2).rgb())
          .isEqualTo(
              ImageDecoder.decode(Files.readAllBytes(temp.resolve("pictures/01.png")), "x").rgb());
    }
  }

  @Test
  void readsSplitsAndTakesTheFirst() throws IOException {
    Path csv =
        csv(
            "label,split,path",
            "b,train,pictures/05.png",
            "a,TRAIN,pictures/04.png",
            "a,train,pictures/03.png",
            "a,val,pictures/02.png",
            "b,test,pictures/01.png");
    DataOptions options = DataOptions.defaults().withTrainLimit(2);
    try (Dataset data = Dataset.open(csv.toString(), options)) {
      assertThat(data.train().size()).isEqualTo(2);
      assertThat(data.train().name(0)).isEqualTo("pictures/05.png");
      assertThat(data.validation().get().name(0)).isEqualTo("pictures/02.png");
      assertThat(data.test().get().size()).isEqualTo(1);
      assertThat(data.notes()).contains("the first 2 of 3 train images were taken");
    }
  }

  /** Here a label can change without the image's name. */
  @Test
  void fingerprintSeesLabels() throws IOException {
    String[] prints = new String[2];
    for (int turn = 0; turn < 2; turn++) {
      Path csv =
          csv(
              "path,label",
              "pictures/00.png,a",
              "pictures/01.png,b",
              "pictures/02.png," + (turn == 0 ? "a" : "b"));
      try (Dataset data = Dataset.open(csv.toString(), WHOLE)) {
        prints[turn] = data.fingerprint();
      }
    }
    assertThat(prints[0]).isNotEqualTo(prints[1]);
  }

  @Test
  void aLimitThatLosesAClassIsAnError() throws IOException {
    Path csv =
        csv(
            "path,label,split",
            "pictures/00.png,a,train",
            "pictures/01.png,a,train",
            "pictures/02.png,b,train",
            "pictures/03.png,b,test");
    assertThatThrownBy(() -> Dataset.open(csv.toString(), DataOptions.defaults().withTrainLimit(2)))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("class b", "after the limit", "raise the limit");
  }

  @Test
  void badRowsAreNamedByLine() throws IOException {
    Path csv =
        csv(
            "path,label,split",
            "pictures/00.png,a,train",
            "pictures/99.png,a,train",
            "pictures/01.png,a,dev",
            "pictures/02.png,,train",
            ",b,train",
            "\"pictures/03.png\",\"two\nlines\",train",
            "pictures/00.png,b,test",
            "pictures/04.png");
    assertRefused(
        csv,
        "6 bad rows",
        "line 3 names pictures/99.png, which is no file",
        "line 4 has the split \"dev\"",
        "line 5 has no label",
        "line 6 has no path",
        "line 9 repeats pictures/00.png of line 2",
        "line 10 has 1 cells",
        "relative to the CSV's folder");
  }

  @Test
  void missingFilesAreCountedAndTenAreNamed() throws IOException {
    String[] lines = new String[26];
    lines[0] = "path,label";
    for (int i = 1; i < lines.length; i++) {
      lines[i] = "none/" + i + ".png,a";
    }
    assertRefused(csv(lines), "25 bad rows", "line 11 names none/10.png", "and 15 more");
    assertThatThrownBy(() -> Dataset.open(csv(lines))).hasMessageNotContaining("none/11.png");
  }

  @Test
  void tablesThatAreNone() throws IOException {
    assertRefused(csv("file,class", "a,b"), "the columns are file,class", "path,label");
    assertRefused(csv("path,label"), "has no rows");
    assertRefused(csv("path,label", "\"pictures/00.png,a"), "bad CSV", "path,label");
    assertRefused(Files.write(temp.resolve("e.csv"), new byte[0]), "the columns are");
    Path latin = temp.resolve("l.csv");
    Files.write(latin, "path,label\nx,é\n".getBytes(StandardCharsets.ISO_8859_1));
    assertRefused(latin, "is not UTF-8 text");
    assertRefused(csv("path,label", "pictures/00.png,a", "pictures/01.png,a"), "one class only, a");
  }
}

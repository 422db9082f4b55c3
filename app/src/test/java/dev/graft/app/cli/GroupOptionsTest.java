package dev.graft.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that belong together stay together, by folders, names or a column. */
final class GroupOptionsTest {

  private static final int PER_CLASS = 24;

  @TempDir Path folder;
  private Path images;

  @BeforeEach
  void make() throws IOException {
    images = Material.images(folder.resolve("shapes"), PER_CLASS);
  }

  private static Invocation inspect(Object data, String... more) {
    var args = new ArrayList<>(List.of("inspect", data.toString()));
    args.addAll(List.of(more));
    return Invocation.of(args.toArray(String[]::new));
  }

  /** Its notes may be broken into lines. */
  private static String said(Invocation done) {
    return done.succeeded().out().replaceAll("\\s+", " ");
  }

  private Path csv(String column) throws IOException {
    List<String> lines = new ArrayList<>(List.of("path,label," + column));
    for (String label : Material.CLASSES) {
      for (int i = 0; i < PER_CLASS; i++) {
        lines.add("shapes/%s/%02d.png,%s,%s%d".formatted(label, i, label, label, i / 3));
      }
    }
    return Files.write(folder.resolve("set.csv"), lines);
  }

  @Test
  void foldersBelowAClass() throws IOException {
    for (String label : Material.CLASSES) {
      for (int i = 0; i < PER_CLASS; i++) {
        Path file = images.resolve(label).resolve("%02d.png".formatted(i));
        Path group = Files.createDirectories(images.resolve(label).resolve("plant" + i / 4));
        Files.move(file, group.resolve(file.getFileName()));
      }
    }
    assertThat(said(inspect(images, "--group-by", "parent")))
        .contains("6 groups by the folders below the class folders", "in whole groups")
        .contains("circle", "square", "stripe");
  }

  @Test
  void namesByARegularExpression() {
    assertThat(said(inspect(images, "--group-by", "/(\\d+)")))
        .contains("24 groups by the regular expression /(\\d+), the largest of 3 images");
    inspect(images, "--group-by=(").failedWith(2, "parent or by a regular expression", "(");
    inspect(images, "--group-by=.", "--group-column=x")
        .failedWith(2, "--group-by is for folders and --group-column for a CSV");
  }

  @Test
  void aColumn() throws IOException {
    assertThat(said(inspect(csv("patient")))).contains("24 groups by the column patient");
    Path named = csv("animal");
    assertThat(said(inspect(named))).doesNotContain("groups");
    assertThat(said(inspect(named, "--group-column", "Animal")))
        .contains("24 groups by the column animal");
    inspect(named, "--group-column=beast").failedWith(1, "no column beast", "animal");
    inspect(images, "--group-column=beast").failedWith(1, "--group-by parent");
  }

  @Test
  void serveTakesThemWithNeighboursAlone() {
    Invocation.of("serve", "model", "--group-by=parent").failedWith(2, "goes with --neighbours");
  }
}

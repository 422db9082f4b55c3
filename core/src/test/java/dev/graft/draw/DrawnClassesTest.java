package dev.graft.draw;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrawnClassesTest {

  private static final DrawnClasses DEMO = DrawnClasses.demo();
  private static final DrawnClasses PRETRAINING = DrawnClasses.formsAndColours();

  /** The bytes that every platform must give: shipped weights were made of them. */
  @ParameterizedTest
  @CsvSource({
    "bricks, a6773533",
    "cells, d28f7527",
    "flower, 4729d87a",
    "tree, 2d3d11ed",
    "wheel, 753c5a61"
  })
  void demoImagesAreTheSameBytesEverywhere(String name, String expected) {
    assertThat(crc(DEMO.draw(DEMO.names().indexOf(name), 3, 48))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "fractal-7, fcce8dd1",
    "outline-11, 440086e6",
    "glyph-2, 13a880f8",
    "assembly-5, 96313b38",
    "surface-4-1, 988f93fd",
    "colours-3, ddef2c32",
    "colours-4, d1a3eed7"
  })
  void soAreThoseForPretraining(String name, String expected) {
    assertThat(crc(PRETRAINING.draw(PRETRAINING.names().indexOf(name), 3, 48))).isEqualTo(expected);
  }

  @Test
  void classesHaveNamesOfTheirOwnAndNoneIsInBothSets() {
    assertThat(DEMO.names()).hasSizeGreaterThanOrEqualTo(10).isSorted().doesNotHaveDuplicates();
    assertThat(PRETRAINING.names()).hasSizeGreaterThanOrEqualTo(100).doesNotHaveDuplicates();
    assertThat(new HashSet<>(PRETRAINING.names())).doesNotContainAnyElementsOf(DEMO.names());
  }

  /** No class draws blank images, and no two images of a class are alike. */
  @Test
  void everyClassDrawsManyDifferentPictures() {
    for (DrawnClasses classes : Arrays.asList(DEMO, PRETRAINING)) {
      for (int label = 0; label < classes.names().size(); label++) {
        int of = label;
        var seen = new HashSet<String>();
        IntStream.range(0, 4).forEach(i -> seen.add(crc(classes.draw(of, i, 32))));
        assertThat(seen).as(classes.names().get(label)).hasSize(4);
        byte[] pixels = classes.draw(label, 1, 32);
        assertThat(pixels).hasSize(32 * 32 * 3);
        assertThat(IntStream.range(0, pixels.length).map(i -> pixels[i]).distinct().count())
            .as(classes.names().get(label))
            .isGreaterThan(10);
      }
    }
  }

  private static String crc(byte[] bytes) {
    var crc = new CRC32();
    crc.update(bytes);
    return "%08x".formatted(crc.getValue());
  }
}

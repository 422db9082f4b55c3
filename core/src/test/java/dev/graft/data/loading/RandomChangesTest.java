package dev.graft.data.loading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.data.image.Image;
import dev.graft.data.image.Preprocessing;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RandomChangesTest {

  private static final int SIDE = 17;

  private static Image noise(long seed) {
    byte[] rgb = new byte[SIDE * SIDE * 3];
    new Random(seed).nextBytes(rgb);
    return new Image(SIDE, SIDE, rgb);
  }

  @ParameterizedTest
  @EnumSource(
      value = Change.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"AUTOCONTRAST", "EQUALISE"})
  void withoutStrengthNothingChanges(Change change) {
    Image image = noise(1);
    assertThat(change.apply(image, 0).rgb()).isEqualTo(image.rgb());
  }

  @ParameterizedTest
  @EnumSource(
      value = Change.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"AUTOCONTRAST", "EQUALISE"})
  void withStrengthSomethingDoesAndTheImageItselfStays(Change change) {
    Image image = noise(2);
    byte[] before = image.rgb().clone();
    assertThat(change.apply(image, 1).rgb()).isNotEqualTo(before);
    assertThat(image.rgb()).isEqualTo(before);
  }

  @Test
  void movingByAThirdMovesByAThird() {
    Image moved = Change.MOVE_X.apply(noise(3), 1 / 0.45 * 5 / SIDE);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x + 5 < SIDE; x++) {
        assertThat(moved.rgb()[3 * (y * SIDE + x)])
            .isEqualTo(noise(3).rgb()[3 * (y * SIDE + x + 5)]);
      }
      assertThat(moved.rgb()[3 * (y * SIDE + SIDE - 1)]).isEqualTo((byte) 128);
    }
  }

  @Test
  void contrastLeavesTheMeanWhereItIs() {
    byte[] rgb = new byte[SIDE * SIDE * 3];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i / 3 % 2 == 0 ? 120 : 140);
    }
    Image more = Change.CONTRAST.apply(new Image(SIDE, SIDE, rgb), 1);
    assertThat(more.rgb()[0] & 0xff).isBetween(110, 112);
    assertThat(more.rgb()[3] & 0xff).isBetween(148, 150);
  }

  @Test
  void equalisedValuesFillTheRangeEvenly() {
    byte[] rgb = new byte[64 * 3];
    for (int i = 0; i < 64; i++) {
      Arrays.fill(rgb, 3 * i, 3 * i + 3, (byte) (100 + i % 4));
    }
    Image even = Change.EQUALISE.apply(new Image(8, 8, rgb), 0.5);
    assertThat(
            new int[] {
              even.rgb()[0] & 0xff, even.rgb()[3] & 0xff, even.rgb()[6] & 0xff, even.rgb()[9] & 0xff
            })
        .containsExactly(0, 85, 170, 255);
    Image stretched = Change.AUTOCONTRAST.apply(new Image(8, 8, rgb), 0.5);
    assertThat(stretched.rgb()).isEqualTo(even.rgb());
  }

  @Test
  void everyChangeComesAndEveryDrawIsAnother() {
    var augmentation = new RandomChanges();
    Preprocessing seen =
        Preprocessing.squash(SIDE, java.util.List.of(0f, 0f, 0f), java.util.List.of(1f, 1f, 1f));
    Image image = noise(4);
    var views = new HashSet<Integer>();
    var changes = EnumSet.noneOf(Change.class);
    for (int index = 0; index < 200; index++) {
      View view = augmentation.draw(7, 1, index);
      Image changed = augmentation.apply(image, seen, view);
      assertThat(augmentation.apply(image, seen, view).rgb()).isEqualTo(changed.rgb());
      views.add(Arrays.hashCode(changed.rgb()));
      RandomChanges.drawn(view.crop().getAsLong()).forEach(drawn -> changes.add(drawn.change()));
    }
    assertThat(views.size()).isGreaterThan(150);
    assertThat(changes).isEqualTo(EnumSet.allOf(Change.class));
    assertThat(augmentation.apply(image, seen, View.PLAIN).rgb()).isEqualTo(image.rgb());
  }
}

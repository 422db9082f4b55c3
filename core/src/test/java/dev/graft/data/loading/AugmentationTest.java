package dev.graft.data.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.graft.data.image.Box;
import dev.graft.data.image.GoldenFormulas;
import dev.graft.data.image.Image;
import dev.graft.data.image.Preprocessing;
import dev.graft.files.SplitMix64;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AugmentationTest {

  private static final List<Float> HALF = List.of(0.5f, 0.5f, 0.5f);
  private static final Preprocessing SMALL = Preprocessing.squash(16, HALF, HALF);

  private static int flip(long seed, int epoch, int index) {
    return Augmentation.flip().draw(seed, epoch, index).flipped() ? 1 : 0;
  }

  @Test
  void flipsAreFairInEveryEpoch() {
    int n = 10_000;
    for (int epoch = 0; epoch < 50; epoch++) {
      int e = epoch;
      int flipped = IntStream.range(0, n).map(i -> flip(7, e, i)).sum();
      // 4.5 standard deviations of a fair coin, 225 of 10,000.
      assertThat(flipped).as("epoch %d", epoch).isCloseTo(n / 2, within(225));
    }
  }

  @Test
  void flipsOfNeighboursEpochsAndSeedsAreIndependent() {
    int n = 40_000;
    // Agreement of two fair coins is a fair coin itself: 4.5 standard deviations are 450.
    for (int lag = 1; lag <= 8; lag++) {
      int d = lag;
      int index = IntStream.range(0, n).map(i -> flip(1, 0, i) ^ flip(1, 0, i + d)).sum();
      int epoch = IntStream.range(0, n).map(i -> flip(1, 0, i) ^ flip(1, d, i)).sum();
      int seed = IntStream.range(0, n).map(i -> flip(1, 0, i) ^ flip(1 + d, 0, i)).sum();
      int diagonal = IntStream.range(0, n).map(i -> flip(1, 0, i + d) ^ flip(1, d, i)).sum();
      assertThat(List.of(index, epoch, seed, diagonal))
          .as("lag %d", lag)
          .allSatisfy(c -> assertThat(c).isCloseTo(n / 2, within(450)));
    }
  }

  @Test
  void everyImageIsSeenBothWaysOverManyEpochs() {
    for (int index = 0; index < 1000; index++) {
      int i = index;
      int flipped = IntStream.range(0, 64).map(e -> flip(3, e, i)).sum();
      assertThat(flipped).isBetween(10, 54);
    }
  }

  @Test
  void drawIsAFunctionOfItsArguments() {
    for (Augmentation augmentation : Augmentation.known()) {
      for (int i = 0; i < 100; i++) {
        assertThat(augmentation.draw(5, 2, i)).isEqualTo(augmentation.draw(5, 2, i));
      }
    }
  }

  @Test
  void fixedCropsComeAgain() {
    Augmentation crops = Augmentation.named("crop:5");
    assertThat(crops.name()).isEqualTo("crop:5");
    assertThat(crops.views()).isEqualTo(OptionalInt.of(5));
    Set<View> drawn = new HashSet<>();
    Set<OptionalInt> ids = new HashSet<>();
    for (int epoch = 0; epoch < 20; epoch++) {
      for (int i = 0; i < 50; i++) {
        View view = crops.draw(epoch, epoch, i);
        drawn.add(view);
        ids.add(view.id());
        assertThat(Augmentation.randomResizedCrop().draw(epoch, epoch, i).id()).isEmpty();
      }
    }
    assertThat(drawn).hasSize(5);
    assertThat(ids).hasSize(5).doesNotContain(View.PLAIN.id(), View.FLIPPED.id());
    Image image = GoldenFormulas.image(40, 30, 1);
    assertThat(drawn.stream().map(view -> crops.apply(image, SMALL, view).rgb()))
        .as("every view is another picture")
        .doesNotHaveDuplicates()
        .allSatisfy(rgb -> assertThat(rgb).hasSize(16 * 16 * 3));
    assertThatThrownBy(() -> Augmentation.named("crop:0")).hasMessageContaining("1 to 1000");
  }

  @Test
  void numbersOfViews() {
    assertThat(Augmentation.none().views()).isEqualTo(OptionalInt.of(1));
    assertThat(Augmentation.flip().views()).isEqualTo(OptionalInt.of(2));
    assertThat(Augmentation.randomResizedCrop().views()).isEmpty();
    for (Augmentation augmentation : List.of(Augmentation.none(), Augmentation.flip())) {
      Set<OptionalInt> ids = new HashSet<>();
      for (int i = 0; i < 200; i++) {
        ids.add(augmentation.draw(1, 0, i).id());
      }
      assertThat(ids).hasSize(augmentation.views().getAsInt()).contains(OptionalInt.of(0));
    }
    assertThat(Augmentation.randomResizedCrop().draw(1, 0, 0).id()).isEmpty();
  }

  @Test
  void plainIsWhatEvaluationSees() {
    Image image = GoldenFormulas.image(30, 20, 9);
    for (Augmentation augmentation : Augmentation.known()) {
      assertThat(augmentation.apply(image, SMALL, View.PLAIN).rgb())
          .isEqualTo(SMALL.geometry(image).rgb());
    }
  }

  @Test
  void flippedIsTheMirrorOfPlain() {
    Image image = GoldenFormulas.image(30, 20, 9);
    Image plain = SMALL.geometry(image);
    Image flipped = Augmentation.flip().apply(image, SMALL, View.FLIPPED);
    assertThat(flipped.rgb()).isEqualTo(plain.mirrored().rgb()).isNotEqualTo(plain.rgb());
    assertThat(flipped.mirrored().rgb()).isEqualTo(plain.rgb());
  }

  @Test
  void aCropIsResizedAsIfNothingWereAroundIt() {
    Image image = GoldenFormulas.image(40, 30, 4);
    RandomResizedCrop crop = RandomResizedCrop.defaults();
    for (int i = 0; i < 50; i++) {
      View view = crop.draw(2, 0, i);
      Box box = crop.box(40, 30, new SplitMix64(view.crop().getAsLong()));
      Image cut = cut(image, box);
      Image expected = SMALL.geometry(cut);
      assertThat(crop.apply(image, SMALL, view).rgb())
          .isEqualTo((view.flipped() ? expected.mirrored() : expected).rgb());
    }
  }

  private static Image cut(Image image, Box box) {
    int w = (int) box.width();
    int h = (int) box.height();
    byte[] rgb = new byte[3 * w * h];
    for (int y = 0; y < h; y++) {
      int at = 3 * (int) ((box.y() + y) * image.width() + box.x());
      System.arraycopy(image.rgb(), at, rgb, 3 * w * y, 3 * w);
    }
    return new Image(w, h, rgb);
  }

  @Test
  void cropsKeepTheirAreaAndRatioAndReachEveryCorner() {
    RandomResizedCrop crop = RandomResizedCrop.defaults();
    int width = 400;
    int height = 300;
    double meanShare = 0;
    double meanLogRatio = 0;
    int n = 4000;
    boolean left = false;
    boolean right = false;
    for (int i = 0; i < n; i++) {
      Box box = crop.box(width, height, new SplitMix64(SplitMix64.mix(i)));
      assertThat(box.x() + box.width()).isLessThanOrEqualTo(width);
      assertThat(box.y() + box.height()).isLessThanOrEqualTo(height);
      double share = (double) (box.width() * box.height()) / (width * height);
      assertThat(share).isBetween(0.079, 1.0);
      assertThat((double) box.width() / box.height()).isBetween(0.74, 1.35);
      meanShare += share / n;
      meanLogRatio += Math.log((double) box.width() / box.height()) / n;
      left |= box.x() < 3;
      right |= box.x() + box.width() > width - 3;
    }
    // What torchvision's own draws average for this shape; four standard errors.
    assertThat(meanShare).isCloseTo(0.435, within(0.014));
    assertThat(meanLogRatio).isCloseTo(0.031, within(0.011));
    assertThat(left && right).isTrue();
  }

  @Test
  void whatIsTooLongForAnyCropFallsBackToTheMiddle() {
    RandomResizedCrop crop = RandomResizedCrop.defaults();
    assertThat(crop.box(1000, 10, new SplitMix64(1))).isEqualTo(new Box(493, 0, 13, 10));
    assertThat(crop.box(10, 1000, new SplitMix64(1))).isEqualTo(new Box(0, 493, 10, 13));
    assertThat(crop.box(1, 1, new SplitMix64(1))).isEqualTo(new Box(0, 0, 1, 1));
  }

  @Test
  void foundByName() {
    for (Augmentation augmentation : Augmentation.known()) {
      assertThat(Augmentation.named(augmentation.name())).isEqualTo(augmentation);
    }
    assertThatThrownBy(() -> Augmentation.named("flop"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown augmentation 'flop'; known: none, flip, crop, rand, crop:VIEWS");
  }

  @Test
  void viewsOfAnotherAugmentationAreRefused() {
    Image image = GoldenFormulas.image(8, 8, 0);
    View crop = new View(false, OptionalLong.of(1));
    assertThatThrownBy(() -> Augmentation.none().apply(image, SMALL, View.FLIPPED))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Augmentation.flip().apply(image, SMALL, crop))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

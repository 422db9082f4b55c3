package dev.graft.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.graft.data.cifar.CifarKind;
import dev.graft.data.source.DataException;
import dev.graft.data.source.DataOptions;
import dev.graft.data.source.ValidateOn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The archives that lie beside the project, opened as they are. */
class SharedDataTest {

  private static Path shared(String name) {
    Path path = Path.of(System.getProperty("graft.root"), "..", "shared", "data", name).normalize();
    assumeTrue(Files.exists(path), path + " is not there");
    return path;
  }

  private static List<Integer> perClass(DataReport report, int split) {
    return report.splits().get(split).perClass();
  }

  @Test
  void cifar() throws IOException {
    Path tar = shared("cifar10-first2000-test500.tar");
    DataOptions lesson = DataOptions.defaults().withValidateOn(ValidateOn.TEST);
    try (Dataset data =
        Dataset.open(tar.toString(), lesson.withTrainLimit(2000).withTestLimit(500))) {
      assertThat(data.classNames()).isEqualTo(CifarKind.CIFAR10.classNames());
      assertThat(data.train().size()).isEqualTo(2000);
      assertThat(data.test().get().size()).isEqualTo(500);
      assertThat(data.notes()).isEmpty();
      DataReport report = ImageScan.scan(data, 2, done -> {});
      assertThat(report.unreadable()).isEmpty();
      assertThat(report.splits().get(0).formats()).isEqualTo(Map.of("PNG", 2000));
      assertThat(report.splits().get(0).sizes())
          .contains(new DataReport.Sizes(32, 32, 32, 32, 32, 32));
    }
    try (Dataset data = Dataset.open(tar)) {
      assertThat(data.train().size() + data.validation().get().size()).isEqualTo(2000);
      assertThat(data.validation().get().size()).isBetween(195, 205);
    }
  }

  @Test
  void flowers() throws IOException {
    try (Dataset data = Dataset.open(shared("flower_photos_small_set.tar"))) {
      assertThat(data.classNames())
          .containsExactly("daisy", "dandelion", "roses", "sunflowers", "tulips");
      DataReport report = ImageScan.scan(data, 2, done -> {});
      assertThat(perClass(report, 0)).containsOnly(29);
      assertThat(perClass(report, 1)).containsOnly(3);
      assertThat(perClass(report, 2)).containsOnly(8);
      assertThat(data.notes())
          .anyMatch(note -> note.contains("40 of 200 images (20.0 %), stratified by class"));
      assertThat(report.unreadable()).isEmpty();
    }
  }

  @Test
  void azure() throws IOException {
    Path tar = shared("azure_customvision.tar");
    DataOptions whole = DataOptions.defaults().withTestFraction(0).withValidationFraction(0);
    try (Dataset data = Dataset.open(tar.toString(), whole)) {
      assertThat(data.classNames())
          .containsExactly("Hemlock", "Japanese_Cherry", "fork", "scissors");
      DataReport report = ImageScan.scan(data, 2, done -> {});
      assertThat(perClass(report, 0)).containsExactly(10, 10, 20, 20);
      assertThat(report.splits().get(0).imbalance()).isEqualTo(2);
      assertThat(String.join("\n", data.notes()))
          .contains("left out azure_customvision/ImageClassification/Images/Test (1 image)")
          .contains("left out azure_customvision/ObjectDetection/Images/test (1 image)")
          .contains(
              "the classes come from several folders:"
                  + " azure_customvision/ImageClassification/Images,"
                  + " azure_customvision/ObjectDetection/Images")
          .contains("1 .md");
    }
    String part = tar + "!/azure_customvision/ImageClassification";
    try (Dataset data = Dataset.open(part, DataOptions.defaults())) {
      assertThat(data.classNames()).containsExactly("Hemlock", "Japanese_Cherry");
    }
  }

  @Test
  void oddImagesAreOneFolder() {
    Path tar = shared("odd_images.tar");
    assertThatThrownBy(() -> Dataset.open(tar))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("one class only, odd_images", "one folder");
  }
}

package dev.graft.app.cli.options;

import dev.graft.app.report.json.SettingsText;
import dev.graft.backbone.Architecture;
import dev.graft.data.labelled.DrawnImages;
import dev.graft.train.strategy.Strategy;
import java.util.Arrays;
import java.util.Iterator;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Names that options and operands take, for shells to complete; others may be allowed as well. */
public abstract class Known implements Iterable<String> {

  private final Supplier<Stream<String>> words;

  /**
   * Of words that are made when they are asked for: picocli makes one of these for each option at
   * every start.
   */
  Known(Supplier<Stream<String>> words) {
    this.words = words;
  }

  /** The words of an enum's constants. */
  public Known(Enum<?>... constants) {
    this(() -> Arrays.stream(constants).map(SettingsText::word));
  }

  @Override
  public final Iterator<String> iterator() {
    return words.get().iterator();
  }

  /** Of backbones. */
  public static final class Backbones extends Known {
    Backbones() {
      super(() -> Architecture.known().stream().map(Architecture::id));
    }
  }

  /** Of backbones that are compared. */
  public static final class Raced extends Known {
    Raced() {
      super(
          () ->
              Stream.concat(
                  Stream.of(Race.AUTO), Architecture.known().stream().map(Architecture::id)));
    }
  }

  /** Of strategies; the stages are those of a ResNet. */
  public static final class Strategies extends Known {

    private static final String STAGE = "STAGE";

    Strategies() {
      super(() -> Strategy.NAMES.stream().flatMap(Strategies::named));
    }

    private static Stream<String> named(String name) {
      return name.endsWith(STAGE)
          ? Architecture.usual().stageNames().stream()
              .filter(stage -> stage.startsWith("layer"))
              .map(stage -> name.replace(STAGE, stage))
          : Stream.of(name);
    }
  }

  /** Of images that are no files. */
  public static final class Images extends Known {
    Images() {
      super(() -> Stream.of(DrawnImages.LOCATION, "cifar10:", "cifar100:"));
    }
  }

  /** Of training views. */
  static final class Views extends Known {
    Views() {
      super(() -> Stream.of("none", "flip", "crop", "crop:", "rand"));
    }
  }
}

package dev.graft.data.source;

import dev.graft.data.image.GoldenFormulas;
import dev.graft.data.image.Image;
import java.util.List;
import java.util.function.IntConsumer;

/** Images made from a formula; {@code before} runs on the loading thread and may wait or throw. */
public record FormulaSource(int size, IntConsumer before) implements ImageSource {

  public static FormulaSource of(int size) {
    return new FormulaSource(size, i -> {});
  }

  @Override
  public List<String> classNames() {
    return List.of("even", "odd");
  }

  @Override
  public int label(int i) {
    return i % 2;
  }

  @Override
  public String name(int i) {
    return "image " + i;
  }

  @Override
  public Image image(int i) {
    before.accept(i);
    return GoldenFormulas.image(20 + i % 7, 15 + i % 5, 1000L * i);
  }

  @Override
  public ContentHash contentHash(int i) {
    return new ContentHash(0, i);
  }

  @Override
  public String fingerprint() {
    return "0".repeat(64);
  }
}

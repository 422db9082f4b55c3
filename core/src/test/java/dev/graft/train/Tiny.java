package dev.graft.train;

import dev.graft.Golden;
import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.data.image.Image;
import dev.graft.data.source.ContentHash;
import dev.graft.data.source.ImageSource;
import dev.graft.torch.files.Safetensors;
import dev.graft.torch.layers.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Small data and nets, so that whole trainings take a second. */
public final class Tiny {

  /** Side of the images the nets see. */
  public static final int SIZE = 32;

  private Tiny() {}

  /** A backbone of formula weights, written to and read from {@code folder}, for 32 x 32 images. */
  public static Backbone backbone(Architecture architecture, Path folder) throws IOException {
    Path file = folder.resolve(architecture.id() + ".safetensors");
    try (Weights weights = Golden.weights(architecture.entries())) {
      Safetensors.write(
          file, weights.stored(), Map.of("fit", "squash", "resize", "32", "input_size", "32"));
    }
    return Backbone.read(architecture, file);
  }

  /** {@code size} images of three classes that differ in their dominant colour, with noise. */
  public static ImageSource images(int size, long seed) {
    return new Colours(size, seed);
  }

  /** Some neighbours of another source; counts how many images were decoded. */
  public static final class Part implements ImageSource {

    private final ImageSource whole;
    private final int from;
    private final int size;
    private final AtomicInteger decoded = new AtomicInteger();

    public Part(ImageSource whole, int from, int size) {
      this.whole = whole;
      this.from = from;
      this.size = size;
    }

    int decoded() {
      return decoded.get();
    }

    @Override
    public List<String> classNames() {
      return whole.classNames();
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public int label(int i) {
      return whole.label(from + i);
    }

    @Override
    public String name(int i) {
      return whole.name(from + i);
    }

    @Override
    public Image image(int i) {
      decoded.incrementAndGet();
      return whole.image(from + i);
    }

    @Override
    public ContentHash contentHash(int i) {
      return whole.contentHash(from + i);
    }

    @Override
    public String fingerprint() {
      return whole.fingerprint() + from;
    }
  }

  private record Colours(int size, long seed) implements ImageSource {

    @Override
    public List<String> classNames() {
      return List.of("red", "green", "blue");
    }

    @Override
    public int label(int i) {
      return i % 3;
    }

    @Override
    public String name(int i) {
      return label(i) + "/" + i + ".png";
    }

    @Override
    public Image image(int i) {
      var random = new SplittableRandom(seed * 1000 + i);
      byte[] rgb = new byte[SIZE * SIZE * 3];
      for (int j = 0; j < rgb.length; j++) {
        rgb[j] = (byte) (random.nextInt(128) + (j % 3 == label(i) ? 100 : 0));
      }
      return new Image(SIZE, SIZE, rgb);
    }

    @Override
    public ContentHash contentHash(int i) {
      return ContentHash.of(image(i).rgb());
    }

    @Override
    public String fingerprint() {
      return "colours";
    }
  }
}

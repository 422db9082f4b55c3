package dev.graft.data.image;

import dev.graft.data.format.ImageDecoder;
import dev.graft.data.loading.Augmentation;
import dev.graft.data.loading.Decoding;
import dev.graft.data.loading.View;
import dev.graft.data.store.FileStore;
import dev.graft.data.store.FolderStore;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;

/**
 * What it costs to read photos, and how reduced decoding changes them; {@code docs/benchmarks.md}
 * says how to run it. Arguments: a folder for the drawn photo, then photos to compare.
 */
final class DecodingCost {

  private static final int RUNS = 21;
  private static final int SIZE = 224;
  private static final List<Float> HALF = List.of(0.5f, 0.5f, 0.5f);
  private static final Preprocessing SQUASH = Preprocessing.squash(SIZE, HALF, HALF);

  private DecodingCost() {}

  public static void main(String[] args) throws Exception {
    Path photo = Path.of(args[0], "photo.jpg");
    if (!Files.exists(photo)) {
      Files.write(photo, Photo.jpeg(Photo.of(4000, 3000), 90, false));
    }
    System.out.printf("4000x3000, %,d bytes; milliseconds of processor time%n", Files.size(photo));
    FloatBuffer out =
        ByteBuffer.allocateDirect(SQUASH.floatsPerImage() * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    for (Preprocessing seen : List.of(SQUASH, Preprocessing.imageNet())) {
      for (Decoding decoding : Decoding.values()) {
        Detail detail = decoding.of(View.PLAIN, Augmentation.none(), seen);
        String what = "Graft %s, %s".formatted(seen.fit(), decoding).toLowerCase(Locale.ROOT);
        time(what, () -> load(photo, seen, detail, out));
      }
    }
    time("javax.imageio, squash", () -> imageIo(photo));
    pillow(photo);
    List<Path> photos = new ArrayList<>(List.of(photo));
    Arrays.stream(args).skip(1).map(Path::of).forEach(photos::add);
    for (int size : new int[] {SIZE, 112, 56}) {
      differences(photos, Preprocessing.squash(size, HALF, HALF));
      differences(photos, Preprocessing.imageNet().withInputSize(size));
    }
  }

  private static Image load(Path photo, Preprocessing seen, Detail detail, FloatBuffer out)
      throws IOException {
    byte[] encoded = FolderStore.readFile(photo, FileStore.MAX_IMAGE_BYTES);
    Image image = seen.geometry(ImageDecoder.decode(encoded, "photo", detail));
    seen.normalise(image, out, 0);
    return image;
  }

  private static BufferedImage imageIo(Path photo) throws IOException {
    BufferedImage small = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = small.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(ImageIO.read(photo.toFile()), 0, 0, SIZE, SIZE, null);
    graphics.dispose();
    return small;
  }

  private static void time(String what, Callable<?> work) throws Exception {
    double[] milliseconds = new double[RUNS];
    for (int run = -RUNS; run < RUNS; run++) { // the first half warms up
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      Object result = work.call();
      long end = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      if (run >= 0 && result != null) {
        milliseconds[run] = (end - start) / 1e6;
      }
    }
    Arrays.sort(milliseconds);
    System.out.printf(
        Locale.ROOT,
        "%-40s %6.1f (%.1f to %.1f)%n",
        what,
        milliseconds[RUNS / 2],
        milliseconds[0],
        milliseconds[RUNS - 1]);
  }

  private static void pillow(Path photo) throws IOException, InterruptedException {
    Path script = photo.resolveSibling("pillow_cost.py");
    try (InputStream in = DecodingCost.class.getResourceAsStream("pillow_cost.py")) {
      Files.write(script, in.readAllBytes());
    }
    new ProcessBuilder("/usr/bin/python3", script.toString(), photo.toString())
        .inheritIO()
        .start()
        .waitFor();
  }

  private static void differences(List<Path> photos, Preprocessing seen) throws IOException {
    int reduced = 0;
    int largest = 0;
    double sum = 0;
    double worst = 0;
    for (Path photo : photos) {
      byte[] encoded = Files.readAllBytes(photo);
      Image image = ImageDecoder.decode(encoded, "photo", seen.detail());
      if (image.reduction() == 1) {
        continue;
      }
      Image a = seen.geometry(image);
      Image b = seen.geometry(ImageDecoder.decode(encoded, "photo"));
      double mean = Photo.difference(a, b);
      sum += mean;
      worst = Math.max(worst, mean);
      largest = Math.max(largest, Photo.largestDifference(a, b));
      reduced++;
    }
    System.out.printf(
        Locale.ROOT,
        "%s: %d of %d reduced; levels: mean %.2f, worst image's mean %.2f, largest %d%n",
        seen.describe().replaceAll(", mean.*", ""),
        reduced,
        photos.size(),
        sum / reduced,
        worst,
        largest);
  }
}

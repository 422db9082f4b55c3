package dev.graft.app.serve;

import dev.graft.app.http.Reply;
import dev.graft.data.image.UnreadableImageException;
import dev.graft.data.labelled.Thumbnail;
import dev.graft.data.source.ImageSource;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;

/**
 * The images that neighbours are found among, as clients see them: small pictures, kept in memory
 * at about 6 KB each, so that no request leads to a file.
 */
public final class Gallery {

  /** Pixels of a picture's longer side. */
  private static final int SIDE = 144;

  private final ImageSource images;
  private final List<Picture> pictures;

  /** What is shown of an image. */
  private record Picture(String name, String label, ByteBuffer jpeg) {}

  private Gallery(ImageSource images, List<Picture> pictures) {
    this.images = images;
    this.pictures = List.copyOf(pictures);
  }

  /**
   * Decodes all of {@code source}, on {@code threads} threads.
   *
   * @param seen is told how many images are done
   * @param unreadable is told the name and the reason of each image that is left out
   * @throws CancellationException if the thread is interrupted
   */
  public static Gallery of(
      ImageSource source, int threads, IntConsumer seen, BiConsumer<String, String> unreadable) {
    var chosen = new ArrayList<Integer>();
    var pictures = new ArrayList<Picture>();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      var coming = new ArrayList<Future<byte[]>>();
      for (int i = 0; i < source.size(); i++) {
        int image = i;
        Callable<byte[]> work = () -> Thumbnail.jpeg(source, image, SIDE);
        coming.add(pool.submit(work));
      }
      for (int i = 0; i < source.size(); i++) {
        try {
          ByteBuffer jpeg = ByteBuffer.wrap(result(coming.get(i)));
          String label = source.classNames().get(source.label(i));
          pictures.add(new Picture(shown(source.name(i)), label, jpeg));
          chosen.add(i);
        } catch (UnreadableImageException e) {
          unreadable.accept(source.name(i), e.reason());
        }
        seen.accept(i + 1);
      }
    } finally {
      pool.shutdownNow();
    }
    return new Gallery(new Selection(source, chosen), pictures);
  }

  private static byte[] result(Future<byte[]> coming) {
    try {
      if (Thread.currentThread().isInterrupted()) { // which get() does not see of what is done
        throw new CancellationException("interrupted");
      }
      return coming.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause(); // nothing checked is thrown there
    }
  }

  /** A table may name files by where they lie on this machine, which is nobody's business. */
  static String shown(String name) {
    boolean leadsOutside =
        name.startsWith("/") || name.startsWith("\\") || name.contains("..") || hasDrive(name);
    return leadsOutside
        ? name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
        : name;
  }

  private static boolean hasDrive(String name) {
    return name.length() > 1 && name.charAt(1) == ':';
  }

  /** The images that could be read, numbered as here. */
  public ImageSource images() {
    return images;
  }

  /** Number of images. */
  public int size() {
    return pictures.size();
  }

  String name(int image) {
    return pictures.get(image).name();
  }

  String label(int image) {
    return pictures.get(image).label();
  }

  /** The picture of an image. */
  Reply picture(int image) {
    return new Reply(
        200, "image/jpeg", Map.of("Cache-Control", "no-store"), pictures.get(image).jpeg());
  }
}

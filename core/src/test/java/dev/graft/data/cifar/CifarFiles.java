package dev.graft.data.cifar;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes CIFAR sets as they were published, with few images: the binary form, and the Python form
 * as Python 2 and NumPy 1 pickled it (protocol 2, texts as byte strings).
 */
final class CifarFiles {

  private CifarFiles() {}

  /** Value of image {@code i} of a batch at (row, column, channel): all three can be told apart. */
  static int pixel(int batch, int i, int row, int column, int channel) {
    return (batch * 31 + i * 17 + row * 7 + column * 3 + channel * 101) & 0xff;
  }

  /** Batch 0 tests and batch 1 trains on the same labels, as a set must. */
  static int label(int batch, int i, int classes) {
    return (batch / 2 * 3 + i * 7) % classes;
  }

  /** The planes of one image: red row by row, then green, then blue. */
  static byte[] planes(int batch, int i) {
    byte[] planes = new byte[3072];
    for (int channel = 0; channel < 3; channel++) {
      for (int row = 0; row < 32; row++) {
        for (int column = 0; column < 32; column++) {
          planes[channel * 1024 + row * 32 + column] = (byte) pixel(batch, i, row, column, channel);
        }
      }
    }
    return planes;
  }

  /** A whole set in a folder, {@code count} images a batch; batch 0 is the test batch. */
  static Map<String, byte[]> set(CifarKind kind, boolean binary, String folder, int count) {
    Map<String, byte[]> tree = new LinkedHashMap<>();
    String ending = binary ? ".bin" : "";
    tree.put(folder + "/" + kind.testBatch() + ending, batch(kind, binary, 0, count));
    int number = 1;
    for (String name : kind.trainBatches()) {
      tree.put(folder + "/" + name + ending, batch(kind, binary, number++, count));
    }
    List<String> names = kind.classNames();
    tree.put(
        folder + "/" + (binary ? kind.namesFile() : kind.meta()),
        binary ? latin(String.join("\n", names) + "\n\n") : pickledNames(kind));
    tree.put(folder + "/readme.html", latin("<html>"));
    return tree;
  }

  private static byte[] batch(CifarKind kind, boolean binary, int number, int count) {
    int classes = kind.classNames().size();
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = label(number, i, classes);
      if (binary && kind.labelBytes() == 2) {
        pixels.write(labels[i] / 5);
      }
      if (binary) {
        pixels.write(labels[i]);
      }
      pixels.writeBytes(planes(number, i));
    }
    return binary ? pixels.toByteArray() : pickled(kind.labelsKey(), labels, pixels.toByteArray());
  }

  /** The operations, in order, of a published batch. */
  static byte[] pickled(String labelsKey, int[] labels, byte[] pixels) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    op(out, "\u0080\u0002}q\u0001(");
    op(out, text("batch_label") + "q\u0002" + text("training batch 1 of 5") + "q\u0003");
    op(out, text(labelsKey) + "q\u0004]q\u0005(");
    for (int label : labels) {
      op(out, "K" + (char) label);
    }
    op(out, "e" + text("data") + "q\u0006");
    op(out, "cnumpy.core.multiarray\n_reconstruct\nq\u0007cnumpy\nndarray\nq\u0008");
    op(out, "K\0\u0085q\u0009" + text("b") + "q\n\u0087q\u000bRq\u000c(K\u0001");
    op(out, "M" + little(labels.length, 2) + "M" + little(pixels.length / labels.length, 2));
    op(
        out,
        "\u0086q\rcnumpy\ndtype\nq\u000e" + text("u1") + "q\u000fK\0K\u0001\u0087q\u0010Rq\u0011");
    op(out, "(K\u0003" + text("|") + "q\u0012NNNJ" + little(-1, 4) + "J" + little(-1, 4));
    op(out, "K\0tq\u0013b\u0089T" + little(pixels.length, 4));
    out.writeBytes(pixels);
    op(out, "q\u0014tq\u0015b" + text("filenames") + "q\u0016]q\u0017(");
    op(out, text("leptodactylus_pentadactylus_s_000004.png") + "q\u0018eu.");
    return out.toByteArray();
  }

  private static byte[] pickledNames(CifarKind kind) {
    StringBuilder ops = new StringBuilder("\u0080\u0002}q\u0001(");
    ops.append(text("num_cases_per_batch")).append("q\u0002M").append(little(10000, 2));
    ops.append(text(kind.namesKey())).append("q\u0003]q\u0004(");
    kind.classNames().forEach(name -> ops.append(text(name)));
    return latin(ops.append("eu.").toString());
  }

  /** A short byte string. */
  private static String text(String text) {
    return "U" + (char) text.length() + text;
  }

  private static String little(int value, int bytes) {
    byte[] four = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
    return new String(four, 0, bytes, StandardCharsets.ISO_8859_1);
  }

  private static void op(ByteArrayOutputStream out, String operations) {
    out.writeBytes(latin(operations));
  }

  /** One byte a character. */
  static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}

package dev.graft.data.cifar;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The images of one file: labels, and pixels as stored, three planes an image. */
final class CifarBatch {

  private final String name;
  private final int[] labels;
  private final byte[] bytes;
  private final int stride;

  private CifarBatch(String name, int[] labels, byte[] bytes, int stride) {
    this.name = name;
    this.labels = labels;
    this.bytes = bytes;
    this.stride = stride;
  }

  String name() {
    return name;
  }

  int size() {
    return labels.length;
  }

  int label(int i) {
    return labels[i];
  }

  /** The planes of image {@code i}, a copy. */
  byte[] planes(int i) {
    byte[] planes = new byte[CifarKind.PIXEL_BYTES];
    System.arraycopy(bytes, (i + 1) * stride - planes.length, planes, 0, planes.length);
    return planes;
  }

  /** Reads records of one or two label bytes and the pixels. */
  static CifarBatch binary(CifarKind kind, String name, byte[] file) throws IOException {
    int stride = kind.labelBytes() + CifarKind.PIXEL_BYTES;
    if (file.length % stride != 0) {
      throw new IOException(
          "%d bytes are no whole number of records of %d: it is cut short"
              .formatted(file.length, stride));
    }
    int[] labels = new int[file.length / stride];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = file[i * stride + kind.labelBytes() - 1] & 0xff;
    }
    return new CifarBatch(name, labels, file, stride);
  }

  /** Reads a pickled dictionary of an array of pixels, a row an image, and a list of labels. */
  static CifarBatch python(CifarKind kind, String name, byte[] file) throws IOException {
    Map<?, ?> fields = dictionary(file);
    if (!(field(fields, "data") instanceof NumpyBytes data)
        || data.columns() != CifarKind.PIXEL_BYTES) {
      throw new IOException("its \"data\" is no array of 3072 bytes a row");
    }
    if (!(field(fields, kind.labelsKey()) instanceof List<?> list) || list.size() != data.rows()) {
      throw new IOException(
          "its \"%s\" is no list of %d labels".formatted(kind.labelsKey(), data.rows()));
    }
    int[] labels = new int[list.size()];
    for (int i = 0; i < labels.length; i++) {
      if (!(NumpyBytes.requireReadable(list.get(i)) instanceof Integer label)) {
        throw new IOException("its label " + i + " is no number");
      }
      labels[i] = label;
    }
    return new CifarBatch(name, labels, data.values(), CifarKind.PIXEL_BYTES);
  }

  /** Class names from a pickled dictionary. */
  static List<String> pythonNames(CifarKind kind, byte[] file) throws IOException {
    if (!(field(dictionary(file), kind.namesKey()) instanceof List<?> list)) {
      throw new IOException("it has no list \"" + kind.namesKey() + "\"");
    }
    List<String> names = new ArrayList<>();
    for (Object name : list) {
      if (!(NumpyBytes.requireReadable(name) instanceof String || name instanceof byte[])) {
        throw new IOException("its \"" + kind.namesKey() + "\" are not all texts");
      }
      names.add(text(name));
    }
    return names;
  }

  private static Map<?, ?> dictionary(byte[] file) throws IOException {
    if (NumpyBytes.requireReadable(NumpyBytes.load(file)) instanceof Map<?, ?> fields) {
      return fields;
    }
    throw new IOException("it is no pickled dictionary");
  }

  /** Keys are strings in Python 2's pickles and byte strings in some of Python 3's. */
  private static Object field(Map<?, ?> fields, String key) throws IOException {
    for (Map.Entry<?, ?> field : fields.entrySet()) {
      if (text(field.getKey()).equals(key)) {
        return NumpyBytes.requireReadable(field.getValue());
      }
    }
    throw new IOException("it has no \"" + key + "\"");
  }

  /** Of a text, bytes or a number: no container is ever printed. */
  private static String text(Object value) {
    return value instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : String.valueOf(value);
  }
}

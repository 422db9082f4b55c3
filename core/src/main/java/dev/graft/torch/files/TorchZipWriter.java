package dev.graft.torch.files;

import dev.graft.files.WholeFile;
import dev.graft.torch.tensors.StoredTensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a {@code state_dict} as {@code torch.save} does since PyTorch 1.6: an uncompressed zip of
 * {@code archive/data.pkl} and one entry a tensor. {@code torch.load} reads it with {@code
 * weights_only=True} too; {@link WeightFile} reads it back.
 */
public final class TorchZipWriter {

  /**
   * A fixed time, so that the same tensors give the same bytes: the first month of zip's time needs
   * another form in some time zones.
   */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  private static final String FOLDER = "archive/";
  private static final int MARK = '(';

  private final ByteArrayOutputStream pickle = new ByteArrayOutputStream();

  private TorchZipWriter() {}

  /** Writes {@code tensors} in their order to {@code path}, whole or not at all. */
  public static void write(Path path, List<StoredTensor> tensors) throws IOException {
    byte[] pickle = new TorchZipWriter().stateDict(tensors);
    WholeFile.write(
        path,
        out -> {
          var zip = new ZipOutputStream(out);
          put(zip, "data.pkl", ByteBuffer.wrap(pickle));
          put(zip, "byteorder", ascii("little"));
          for (int i = 0; i < tensors.size(); i++) {
            put(zip, "data/" + i, tensors.get(i).bytes());
          }
          put(zip, "version", ascii("3\n"));
          zip.finish();
        });
  }

  private static ByteBuffer ascii(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void put(ZipOutputStream zip, String name, ByteBuffer bytes) throws IOException {
    var crc = new CRC32();
    crc.update(bytes.duplicate());
    var entry = new ZipEntry(FOLDER + name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.remaining());
    entry.setCrc(crc.getValue());
    entry.setTimeLocal(TIME);
    zip.putNextEntry(entry);
    Safetensors.write(zip, bytes);
    zip.closeEntry();
  }

  /** Protocol 2: an OrderedDict of name and {@code _rebuild_tensor_v2(storage, 0, shape, ...)}. */
  private byte[] stateDict(List<StoredTensor> tensors) {
    code(0x80);
    code(2);
    orderedDict();
    code(MARK);
    for (int i = 0; i < tensors.size(); i++) {
      StoredTensor tensor = tensors.get(i);
      text(tensor.name());
      global("torch._utils", "_rebuild_tensor_v2");
      code(MARK);
      storage(tensor, i);
      number(0);
      numbers(tensor.shape());
      numbers(strides(tensor.shape()));
      code(0x89); // False: learns nothing
      orderedDict(); // hooks
      code('t');
      code('R');
    }
    code('u');
    code('.');
    return pickle.toByteArray();
  }

  private void storage(StoredTensor tensor, int key) {
    code(MARK);
    text("storage");
    global("torch", tensor.type().storage());
    text(Integer.toString(key));
    text("cpu");
    number(tensor.elements());
    code('t');
    code('Q'); // a reference for the archive to resolve
  }

  private void orderedDict() {
    global("collections", "OrderedDict");
    code(')');
    code('R');
  }

  private void global(String module, String name) {
    code('c');
    pickle.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    code('X');
    pickle.writeBytes(little(bytes.length));
    pickle.writeBytes(bytes);
  }

  private void numbers(long[] numbers) {
    code(MARK);
    for (long number : numbers) {
      number(number);
    }
    code('t');
  }

  private void number(long number) {
    code('J');
    pickle.writeBytes(little(Math.toIntExact(number)));
  }

  private static byte[] little(int number) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array();
  }

  private static long[] strides(long[] shape) {
    long[] strides = new long[shape.length];
    long step = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = step;
      step *= Math.max(1, shape[i]);
    }
    return strides;
  }

  private void code(int code) {
    pickle.write(code);
  }
}

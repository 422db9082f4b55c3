package dev.graft.torch.files;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes pickles opcode by opcode, also ones that Python never would. */
public final class PickleWriter {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  public PickleWriter() {
    raw(0x80, 2); // PROTO 2
  }

  public PickleWriter raw(int... bytes) {
    for (int b : bytes) {
      out.write(b);
    }
    return this;
  }

  public PickleWriter op(char opcode) {
    return raw(opcode);
  }

  /** BINUNICODE with a length that may lie. */
  public PickleWriter text(String text, int claimedLength) {
    op('X').int32(claimedLength);
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  public PickleWriter text(String text) {
    return text(text, text.length());
  }

  public PickleWriter number(int value) {
    return op('J').int32(value);
  }

  /** LONG1 of eight bytes. */
  PickleWriter bigNumber(long value) {
    raw(0x8a, 8);
    out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value).array());
    return this;
  }

  public PickleWriter global(String module, String name) {
    out.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
    return this;
  }

  public PickleWriter tuple(long... values) {
    op('(');
    for (long value : values) {
      bigNumber(value);
    }
    return op('t');
  }

  /** The reference to a float storage under {@code key}; {@code legacy} adds the missing view. */
  PickleWriter storage(String key, long count, boolean legacy) {
    op('(').text("storage").global("torch", "FloatStorage").text(key).text("cpu").bigNumber(count);
    return (legacy ? op('N') : this).op('t').op('Q');
  }

  /** A float tensor on that storage, as {@code torch.save} describes it. */
  public PickleWriter tensor(
      String key, long count, boolean legacy, long offset, long[] shape, long[] strides) {
    global("torch._utils", "_rebuild_tensor_v2").op('(');
    storage(key, count, legacy).bigNumber(offset).tuple(shape).tuple(strides);
    raw(0x89).global("collections", "OrderedDict").op(')').op('R'); // False, no hooks
    return op('t').op('R');
  }

  private PickleWriter int32(int value) {
    out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(0, value).array());
    return this;
  }

  /** The bytes, ended by STOP. */
  public byte[] done() {
    raw('.');
    return out.toByteArray();
  }
}

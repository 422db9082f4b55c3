package dev.graft.data.format;

import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * GIF: a screen, and frames that cover parts of it; only the first frame is shown.
 *
 * <p>Pillow drops transparency as it does everywhere, so that a transparent pixel has its palette's
 * colour; the codec would paint it black. The transparency is therefore taken away beforehand.
 */
final class GifFile implements Container {

  private static final int EXTENSION = 0x21;
  private static final int GRAPHIC_CONTROL = 0xf9;
  private static final int FRAME = 0x2c;
  private static final byte TRAILER = 0x3b;

  private final byte[] encoded;
  private final Bytes bytes;
  private final ImageHeader header;

  /** Position of the first frame's descriptor. */
  private final int frame;

  /** Position of the flags of the first frame's graphic control; 0 if there is none. */
  private int control;

  GifFile(byte[] encoded) {
    this.encoded = encoded;
    this.bytes = new Bytes(encoded, ByteOrder.LITTLE_ENDIAN);
    ImageHeader screen = ImageHeader.checked("GIF", bytes.u16(6), bytes.u16(8));
    frame = findFrame();
    header =
        screen.with(ImageHeader.checked("GIF frame", bytes.u16(frame + 5L), bytes.u16(frame + 7L)));
  }

  private static int paletteBytes(int flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
  }

  private int findFrame() {
    int at = 13 + paletteBytes(bytes.u8(10));
    while (bytes.u8(at) == EXTENSION) {
      if (bytes.u8(at + 1) == GRAPHIC_CONTROL) {
        control = at + 3;
      }
      at = skipBlocks(at + 2);
    }
    if (bytes.u8(at) != FRAME) {
      throw new Damaged("GIF without a frame");
    }
    return at;
  }

  /** Skips a chain of data blocks, each with its length before it, to behind the empty last one. */
  private int skipBlocks(int from) {
    int at = from;
    while (bytes.u8(at) != 0) {
      at += 1 + bytes.u8(at);
    }
    return at + 1;
  }

  @Override
  public ImageHeader header() {
    return header;
  }

  /** What follows the first frame does not matter. */
  @Override
  public void checkWhole() {
    frameEnd();
  }

  private int frameEnd() {
    return skipBlocks(frame + 10 + paletteBytes(bytes.u8(frame + 9L)) + 1);
  }

  private boolean transparent() {
    return control != 0 && (bytes.u8(control) & 1) != 0;
  }

  /** The file up to the end of its first frame. */
  @Override
  public byte[] forCodec() {
    int end = frameEnd();
    byte[] first = Arrays.copyOf(encoded, end + 1);
    first[end] = TRAILER;
    if (transparent()) {
      first[control] &= (byte) ~1;
    }
    return first;
  }

  /** Outside of the frame Pillow shows the transparent colour, or the palette's first. */
  @Override
  public void mend(byte[] rgb) {
    int left = bytes.u16(frame + 1L);
    int top = bytes.u16(frame + 3L);
    int right = left + bytes.u16(frame + 5L);
    int bottom = top + bytes.u16(frame + 7L);
    int local = paletteBytes(bytes.u8(frame + 9L));
    int global = paletteBytes(bytes.u8(10));
    int colour = 3 * (transparent() ? bytes.u8(control + 3L) : 0);
    if (Math.max(local, global) == 0 || colour >= (local > 0 ? local : global)) {
      return;
    }
    int at = (local > 0 ? frame + 10 : 13) + colour;
    for (int y = 0; y < header.height(); y++) {
      for (int x = 0; x < header.width(); x++) {
        if (y >= top && y < bottom && x == left) {
          x = right; // the frame's own pixels stay
        }
        if (x < header.width()) {
          System.arraycopy(encoded, at, rgb, 3 * (y * header.width() + x), 3);
        }
      }
    }
  }
}

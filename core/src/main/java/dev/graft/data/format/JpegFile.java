package dev.graft.data.format;

import dev.graft.data.image.Detail;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** JPEG: a chain of marked segments (ITU-T T.81, annex B). */
final class JpegFile implements Container {

  private static final int END = 0xd9;
  private static final int SCAN = 0xda;
  private static final int APP1 = 0xe1;

  /** Encoders make 10 or so; a codec goes over all of the picture for each, whatever it holds. */
  private static final int MOST_SCANS = 500;

  /** Eight bytes of an array at once. */
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] encoded;
  private final Bytes bytes;
  private ImageHeader header;
  private int orientation;
  private int scans;

  /** Why the end was not reached; null if it was. */
  private String damage;

  JpegFile(byte[] encoded) {
    this.encoded = encoded;
    this.bytes = new Bytes(encoded, ByteOrder.BIG_ENDIAN);
    try {
      for (int at = 2; at > 0; ) {
        at = segment(at);
      }
    } catch (Damaged e) {
      if (header == null) {
        throw e;
      }
      // What there is says how large the picture was meant to be; checkWhole tells the rest.
      damage = e.getMessage();
    }
    if (header == null) {
      throw new Damaged("JPEG without a frame");
    }
  }

  /** Reads the next segment from {@code at} on and returns where it ends; 0 after the last. */
  private int segment(int at) {
    int marker = next(at);
    int code = bytes.u8(marker);
    if (code == END) {
      return 0;
    }
    if (code == 0 || code == 1 || (code >= 0xd0 && code <= 0xd8)) {
      return marker + 1; // a stuffed 0xff or a marker without a segment, met within a scan
    }
    int length = bytes.u16(marker + 1); // counts its own two bytes
    if (length < 2) {
      throw new Damaged("damaged: JPEG segment of %d bytes".formatted(length));
    }
    if (header == null && isFrame(code)) {
      frame(marker);
    } else if (code == APP1 && orientation == 0 && bytes.has(marker + 3, "Exif\0")) {
      orientation = Orientation.ofExif(bytes.copy(marker + 3, length - 2));
    } else if (code == SCAN) {
      scan();
    }
    return marker + 1 + length;
  }

  private void scan() {
    if (header == null) {
      throw new Damaged("JPEG with a scan before its frame");
    }
    scans++;
    if (scans > MOST_SCANS) {
      throw new Damaged("JPEG with more than %d scans".formatted(MOST_SCANS));
    }
  }

  private void frame(int marker) {
    int bits = bytes.u8(marker + 3);
    if (bits != 8) {
      throw new Damaged("JPEG with %d-bit samples is not supported".formatted(bits));
    }
    header = ImageHeader.checked("JPEG", bytes.u16(marker + 6), bytes.u16(marker + 4));
  }

  /** Position of the next byte that names a marker: the codec, too, skips whatever lies between. */
  private int next(int from) {
    int at = from;
    while (at + Long.BYTES <= encoded.length && !anyIsFf((long) EIGHT.get(encoded, at))) {
      at += Long.BYTES;
    }
    while (at < encoded.length && encoded[at] != (byte) 0xff) {
      at++;
    }
    while (at < encoded.length && encoded[at] == (byte) 0xff) {
      at++;
    }
    if (at == encoded.length) {
      throw new Damaged("truncated: JPEG without its end marker");
    }
    return at;
  }

  /** Whether one of eight bytes is 0xff: a photo has millions, so they are not asked singly. */
  private static boolean anyIsFf(long eight) {
    long inverted = ~eight; // in which a byte of 0 is sought
    return (inverted - 0x0101_0101_0101_0101L & ~inverted & 0x8080_8080_8080_8080L) != 0;
  }

  private static boolean isFrame(int code) {
    return code >= 0xc0 && code <= 0xcf && code != 0xc4 && code != 0xc8 && code != 0xcc;
  }

  @Override
  public ImageHeader header() {
    return header;
  }

  @Override
  public int orientation() {
    return Math.max(1, orientation);
  }

  @Override
  public int reduction(Detail detail) {
    int width = header.width();
    int height = header.height();
    int reduction =
        Orientation.turnsSideways(orientation())
            ? detail.reduction(height, width)
            : detail.reduction(width, height);
    // The last reduced pixel may lie partly beyond the picture; turned, it would come first.
    while (orientation() != 1 && (width % reduction != 0 || height % reduction != 0)) {
      reduction /= 2;
    }
    return reduction;
  }

  @Override
  public long pixelsHeld(int reduction) {
    // Progressive: every scan refines all of the picture's coefficients.
    return Container.super.pixelsHeld(reduction) / (scans > 1 ? 1 : reduction * reduction);
  }

  @Override
  public void checkWhole() {
    if (damage != null) {
      throw new Damaged(damage);
    }
  }

  @Override
  public byte[] forCodec() {
    return encoded;
  }
}

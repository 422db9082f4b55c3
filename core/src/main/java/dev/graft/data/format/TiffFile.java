package dev.graft.data.format;

import java.nio.ByteOrder;

/** TIFF 6.0; only the first picture in the file is read. */
final class TiffFile implements Container {

  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int BITS = 258;
  private static final int PHOTOMETRIC = 262;
  private static final int TILE_WIDTH = 322;
  private static final int TILE_HEIGHT = 323;
  private static final int EXTRA_SAMPLES = 338;
  private static final int RGB = 2;
  private static final int FIRST_LAB = 8;
  private static final int LAST_LAB = 10;
  private static final int UNASSOCIATED_ALPHA = 2;
  private static final int ASSOCIATED_ALPHA = 1;

  private final byte[] encoded;
  private final TiffDirectory directory;
  private final ImageHeader header;

  TiffFile(byte[] encoded) {
    this.encoded = encoded;
    directory = TiffDirectory.read(new Bytes(encoded, ByteOrder.BIG_ENDIAN));
    ImageHeader picture = ImageHeader.checked("TIFF", number(WIDTH, 0), number(HEIGHT, 0));
    header =
        picture.with(ImageHeader.checked("TIFF tile", tileSide(TILE_WIDTH), tileSide(TILE_HEIGHT)));
    if (number(BITS, 1) > 16) {
      throw new Damaged("TIFF with %d-bit samples is not supported".formatted(number(BITS, 1)));
    }
    long photometric = number(PHOTOMETRIC, RGB);
    if (photometric >= FIRST_LAB && photometric <= LAST_LAB) {
      throw new Damaged("TIFF in CIE L*a*b* colours is not supported");
    }
  }

  /** 1 without tiles. The codec reads more types of numbers than this does, which are refused. */
  private long tileSide(int tag) {
    if (directory.has(tag) && directory.number(tag).isEmpty()) {
      throw new Damaged("damaged: TIFF with tiles of a size that is no 16- or 32-bit number");
    }
    return number(tag, 1);
  }

  private long number(int tag, long otherwise) {
    return directory.number(tag).orElse(otherwise);
  }

  @Override
  public ImageHeader header() {
    return header;
  }

  @Override
  public int orientation() {
    return Orientation.of(directory);
  }

  /** Strips and tiles may lie anywhere; the codec reports those it cannot read in full. */
  @Override
  public void checkWhole() {}

  /**
   * The file, or a copy with two declarations changed: stored upright, because the codec would turn
   * some and not others; and alpha already multiplied in, because the codec would multiply the
   * colours by it where Pillow drops it.
   */
  @Override
  public byte[] forCodec() {
    boolean turned = orientation() != 1;
    boolean plainAlpha =
        number(PHOTOMETRIC, 0) == RGB && number(EXTRA_SAMPLES, 0) == UNASSOCIATED_ALPHA;
    if (!turned && !plainAlpha) {
      return encoded;
    }
    byte[] copy = encoded.clone();
    if (turned) {
      set(copy, Orientation.TAG, 1);
    }
    if (plainAlpha) {
      set(copy, EXTRA_SAMPLES, ASSOCIATED_ALPHA);
    }
    return copy;
  }

  /** Both tags have 16-bit values; those below 256 fit into the lower byte. */
  private void set(byte[] copy, int tag, int value) {
    int low = directory.order() == ByteOrder.LITTLE_ENDIAN ? 0 : 1;
    copy[directory.position(tag) + low] = (byte) value;
  }
}

package dev.graft.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.data.image.Photo;
import dev.graft.data.image.UnreadableImageException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Small files that would cost far more than the picture they say they hold. */
@Timeout(60)
class HostileImagesTest {

  /** An AC scan of the first component that says of up to 32,767 blocks at a time: no change. */
  private static final byte[] EMPTY_SCAN = {(byte) 0xff, (byte) 0xda, 0, 8, 1, 1, 0, 1, 63, 0, 0};

  private static final byte[] END = {(byte) 0xff, (byte) 0xd9};

  private static byte[] jpeg(int side, int emptyScans) {
    byte[] whole = Photo.jpeg(Photo.of(side, side), 80, /* progressive= */ true);
    var out = new ByteArrayOutputStream();
    out.write(whole, 0, whole.length - END.length);
    for (int i = 0; i < emptyScans; i++) {
      out.writeBytes(EMPTY_SCAN);
    }
    out.writeBytes(END);
    return out.toByteArray();
  }

  @Test
  void jpegsHaveAsManyScansAsAnyEncoderMakes() {
    assertThat(ImageDecoder.decode(jpeg(64, 0), "plain").width()).isEqualTo(64);
    assertThat(ImageDecoder.decode(jpeg(64, 100), "many").width()).isEqualTo(64);
    assertThatThrownBy(() -> ImageDecoder.decode(jpeg(64, 600), "bomb"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageContaining("more than 500 scans");
    // How large it was meant to be is still known, so that limits can be told first.
    assertThat(ImageHeader.read(jpeg(64, 600), "bomb").width()).isEqualTo(64);
  }

  /** A TIFF of 1 x 1 pixels whose tiles have sides of that type of number. */
  private static byte[] tiff(int type, int tileSide) {
    int[][] entries = {{256, 3, 1}, {257, 3, 1}, {322, type, tileSide}, {323, type, tileSide}};
    var out = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
    out.put("II*\0".getBytes(StandardCharsets.ISO_8859_1)).putInt(8);
    out.putShort((short) entries.length);
    for (int[] entry : entries) {
      out.putShort((short) entry[0]).putShort((short) entry[1]).putInt(1).putInt(entry[2]);
    }
    return out.array();
  }

  @Test
  void tilesAndFramesCountForMoreThanTheirPicture() {
    ImageHeader tiled = ImageHeader.read(tiff(4, 9000), "tiled");
    assertThat(tiled.width()).isEqualTo(1);
    assertThat(tiled.pixels()).isEqualTo(81_000_000);
    assertThat(ImageHeader.container(tiff(3, 9000)).pixelsHeld(1)).isEqualTo(81_000_000);
    assertThat(ImageHeader.read(tiff(3, 16), "small").pixels()).isEqualTo(256);
    byte[] gif =
        Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAkQBADs="); // 1 x 1
    assertThat(ImageHeader.read(gif, "small").pixels()).isEqualTo(1);
    gif[25] = 2; // the frame is 1 + 2 * 256 wide
    assertThat(ImageHeader.read(gif, "wide").pixels()).isEqualTo(513);
  }

  @Test
  void tilesOfOtherNumbersAreRefused() {
    for (int type : new int[] {1, 6, 16}) { // BYTE, SBYTE, LONG8: libtiff reads them
      assertThatThrownBy(() -> ImageHeader.read(tiff(type, 200), "odd"))
          .isInstanceOf(UnreadableImageException.class)
          .hasMessageContaining("TIFF with tiles");
    }
  }
}

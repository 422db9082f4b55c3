package dev.graft.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
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
}

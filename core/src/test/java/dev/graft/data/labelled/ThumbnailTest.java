package dev.graft.data.labelled;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.data.image.Image;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

final class ThumbnailTest {

  @Test
  void isSmallAndHasTheColours() throws IOException {
    byte[] rgb = new byte[3 * 300 * 100];
    for (int i = 0; i < rgb.length; i += 3) {
      rgb[i] = (byte) 200; // red
      rgb[i + 1] = 30;
    }
    byte[] jpeg = Thumbnail.jpeg(new Image(300, 100, rgb), 96);
    var seen = ImageIO.read(new ByteArrayInputStream(jpeg));
    assertThat(seen.getWidth()).isEqualTo(96);
    assertThat(seen.getHeight()).isEqualTo(32);
    int pixel = seen.getRGB(48, 16);
    assertThat(pixel >> 16 & 0xff).isBetween(190, 210);
    assertThat(pixel & 0xff).isLessThan(15);
    assertThat(jpeg.length).isLessThan(2000);
  }

  @Test
  void whatIsSmallStaysAsItIs() throws IOException {
    byte[] rgb = new byte[3 * 20 * 32];
    Arrays.fill(rgb, (byte) 128);
    byte[] jpeg = Thumbnail.jpeg(new Image(20, 32, rgb), 96);
    var seen = ImageIO.read(new ByteArrayInputStream(jpeg));
    assertThat(seen.getWidth()).isEqualTo(20);
    assertThat(seen.getHeight()).isEqualTo(32);
    // A line is not made to vanish.
    assertThat(Thumbnail.jpeg(new Image(5000, 1, new byte[15000]), 64)).isNotEmpty();
  }
}

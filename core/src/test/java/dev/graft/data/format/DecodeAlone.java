package dev.graft.data.format;

import dev.graft.data.image.UnreadableImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.bytedeco.javacpp.Pointer;

/**
 * A process of its own that decodes before libtorch is there. Without files it prints JavaCPP's
 * limits, with files what Linux says of its memory after all were tried.
 */
public final class DecodeAlone {

  private DecodeAlone() {}

  public static void main(String[] files) throws IOException {
    byte[] gif = Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAkQBADs=");
    ImageDecoder.decode(gif, "one pixel");
    if (files.length == 0) {
      System.out.print(Pointer.maxPhysicalBytes() + " " + Pointer.maxBytes());
      return;
    }
    for (String file : files) {
      try {
        ImageDecoder.decode(Files.readAllBytes(Path.of(file)), file);
      } catch (UnreadableImageException e) {
        System.out.println(e.getMessage());
      }
    }
    System.out.print(Files.readString(Path.of("/proc/self/status")));
  }
}

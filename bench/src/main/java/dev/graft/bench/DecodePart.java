package dev.graft.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** From files to what a network is given, on one thread. */
final class DecodePart {

  private final Bench bench;

  DecodePart(Bench bench) {
    this.bench = bench;
  }

  Section measure() throws IOException {
    var section =
        new Section("Decoding")
            .text(
                """
                From files to normalised floats on one thread: decode, shorter side 256, centre crop 224, normalise. Files
                are in the system's cache. Pillow with torchvision's transforms, with and without `draft` (decoding at
                reduced size); ImageIO with Graphics2D's bilinear scaling, which looks at four pixels however much it
                shrinks and so gives another, rougher picture.""");
    Path photograph = bench.folder().resolve("photograph");
    Material.photographs(photograph);
    table(section, "A 12-megapixel JPEG, drawn by a formula", photograph);
    for (Path flowers : bench.flowers()) {
      table(section, "200 photographs of flowers, JPEG, about 320 x 240", flowers);
    }
    String small = bench.hasCifar() ? "CIFAR-10's 500 test images" : "500 drawn images";
    table(section, small + ", PNG, 32 x 32", bench.lessonImages().resolve("test"));
    return section;
  }

  private void table(Section section, String heading, Path folder) throws IOException {
    List<Measured> measured = new SideBySide(bench).measure(heading, contenders(folder));
    var table = new Table("system", "ms an image", "the first is faster by");
    Measured first = measured.get(0);
    for (Measured one : measured) {
      var milliseconds = new ArrayList<Double>();
      one.rates().forEach(rate -> milliseconds.add(1000 / rate));
      String ratio = one.equals(first) ? "" : first.times(one).text();
      table.row(one.system(), Spread.of(milliseconds).text(), ratio);
    }
    section.heading(heading).table(table);
  }

  private List<Contender> contenders(Path folder) throws IOException {
    Systems systems = bench.systems();
    return List.of(
        systems.graft("Graft", "GraftDecode", folder),
        systems.script("Pillow, draft", "decode.py", folder, "draft"),
        systems.script("Pillow", "decode.py", folder, "full"),
        systems.jdk("ImageIO", "ImageIoDecode", folder));
  }
}

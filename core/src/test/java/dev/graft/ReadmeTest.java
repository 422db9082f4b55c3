package dev.graft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.backbone.Architecture;
import dev.graft.train.Tiny;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java example in the README compiles as printed and does what it says. */
class ReadmeTest {

  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @TempDir private Path folder;

  @Test
  void theExampleCompilesAndPrintsAnAccuracy() throws Exception {
    drawFlowers(folder.resolve("flowers"));
    Tiny.backbone(Architecture.RESNET18, folder).close();
    String example =
        example()
            .replace("\"flowers\"", quoted(folder.resolve("flowers")))
            .replace("\"resnet18.safetensors\"", quoted(folder.resolve("resnet18.safetensors")));
    String printed = run(compile(example));
    assertThat(Double.parseDouble(printed.strip())).isBetween(0.0, 1.0);
  }

  private static String example() throws IOException {
    Path readme = Path.of(System.getProperty("graft.root", ".."), "README.md");
    Matcher block = BLOCK.matcher(Files.readString(readme));
    assertThat(block.find()).as("a java block in the README").isTrue();
    return block.group(1);
  }

  /** Wraps imports and statements into a class and compiles it. */
  private Path compile(String example) throws IOException {
    String imports = lines(example, true);
    String source =
        """
        %s
        public class Example {
          public static void main(String[] arguments) throws Exception {
        %s
          }
        }
        """
            .formatted(imports, lines(example, false));
    Path file = Files.writeString(folder.resolve("Example.java"), source);
    var messages = new ByteArrayOutputStream();
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                messages,
                messages,
                "-cp",
                System.getProperty("java.class.path"),
                "-proc:none",
                "-d",
                folder.toString(),
                file.toString());
    assertThat(code).as(messages.toString(StandardCharsets.UTF_8)).isZero();
    return folder;
  }

  private static String lines(String text, boolean imports) {
    return text.lines()
        .filter(line -> line.startsWith("import ") == imports)
        .collect(Collectors.joining("\n"));
  }

  private static String run(Path classes) throws Exception {
    var captured = new ByteArrayOutputStream();
    PrintStream console = System.out;
    try (var loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
      System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
      loader
          .loadClass("Example")
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[0]);
    } finally {
      System.setOut(console);
    }
    return captured.toString(StandardCharsets.UTF_8);
  }

  private static void drawFlowers(Path folder) throws IOException {
    var random = new Random(1);
    Color[] petals = {Color.RED, Color.YELLOW, Color.WHITE};
    String[] names = {"rose", "tulip", "daisy"};
    for (int k = 0; k < names.length; k++) {
      Path species = Files.createDirectories(folder.resolve(names[k]));
      for (int i = 0; i < 10; i++) {
        var image = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
        var pen = image.createGraphics();
        pen.setColor(petals[k]);
        pen.fillOval(random.nextInt(15), random.nextInt(15), 25, 25);
        pen.dispose();
        ImageIO.write(image, "png", species.resolve(i + ".png").toFile());
      }
    }
  }

  private static String quoted(Path path) {
    return '"' + path.toString().replace("\\", "\\\\") + '"';
  }
}

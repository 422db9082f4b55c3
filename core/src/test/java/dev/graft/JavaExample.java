package dev.graft;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import javax.tools.ToolProvider;

/** The first Java block of a page, compiled as printed and run in a Java of its own. */
final class JavaExample {

  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private static final String CLASS_PATH = System.getProperty("java.class.path");

  private JavaExample() {}

  /** The block of a page, named from the root of the repository. */
  static String in(String page) throws IOException {
    Path file = Path.of(System.getProperty("graft.root", "..")).resolve(page);
    Matcher block = BLOCK.matcher(Files.readString(file));
    assertThat(block.find()).as("a java block in " + page).isTrue();
    return block.group(1);
  }

  /** What it prints when run in {@code folder}, from the class path. */
  static String run(String example, Path folder) throws IOException, InterruptedException {
    compile(List.of("-cp", CLASS_PATH), "", example, folder);
    return java(List.of("-cp", folder + File.pathSeparator + CLASS_PATH, "Example"), folder);
  }

  /** The same as a module that requires the library's, all of it from the module path. */
  static String runAsModule(String example, Path folder) throws IOException, InterruptedException {
    Path module = Files.createDirectories(folder.resolve("example"));
    Files.writeString(module.resolve("module-info.java"), "module example { requires dev.graft; }");
    compile(List.of("--module-path", CLASS_PATH), "package example;", example, module);
    String path = module + File.pathSeparator + CLASS_PATH;
    return java(
        List.of(
            "--module-path",
            path,
            "--add-modules",
            "ALL-MODULE-PATH", // the native libraries: no module requires theirs
            "--module",
            "example/example.Example"),
        folder);
  }

  private static String java(List<String> arguments, Path folder)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(arguments);
    Path out = folder.resolve("out.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    int code = process.waitFor();
    String printed = Files.readString(out);
    assertThat(code).as(printed).isZero();
    return printed;
  }

  /** Wraps imports and statements into a class and compiles it with what else is in the folder. */
  private static void compile(List<String> options, String head, String example, Path folder)
      throws IOException {
    String source =
        """
        %s
        %s
        public class Example {
          public static void main(String[] arguments) throws Exception {
        %s
          }
        }
        """
            .formatted(head, lines(example, true), lines(example, false));
    Files.writeString(folder.resolve("Example.java"), source);
    var arguments = new ArrayList<>(options);
    arguments.addAll(List.of("-proc:none", "-d", folder.toString()));
    try (var files = Files.newDirectoryStream(folder, "*.java")) {
      files.forEach(file -> arguments.add(file.toString()));
    }
    var messages = new ByteArrayOutputStream();
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, messages, messages, arguments.toArray(String[]::new));
    assertThat(code).as(messages.toString(StandardCharsets.UTF_8)).isZero();
  }

  private static String lines(String text, boolean imports) {
    return text.lines()
        .filter(line -> line.startsWith("import ") == imports)
        .collect(Collectors.joining("\n"));
  }

  /** The folder {@code flowers} that examples read: three classes of ten images. */
  static void drawFlowers(Path folder) throws IOException {
    var random = new Random(1);
    Color[] petals = {Color.RED, Color.YELLOW, Color.WHITE};
    String[] names = {"rose", "tulip", "daisy"};
    for (int k = 0; k < names.length; k++) {
      Path species = Files.createDirectories(folder.resolve("flowers").resolve(names[k]));
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
}

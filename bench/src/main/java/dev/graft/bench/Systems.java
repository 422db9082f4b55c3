package dev.graft.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How each system's programs are started. */
final class Systems {

  private static final String WORK = "dev.graft.bench.work.";
  private static final String PEERS = "dev.graft.bench.peers.";

  private final Path root;
  private final Path folder;
  private final String python;
  private int argumentFiles;

  /** Of the repository at {@code root}; {@code python} has PyTorch and Pillow. */
  Systems(Path root, Path folder, String python) {
    this.root = root;
    this.folder = folder;
    this.python = python;
  }

  /** The command that users type. */
  List<String> launcher(String... arguments) {
    return prepend(List.of(root.resolve("graft").toString()), arguments);
  }

  /**
   * A worker of Graft's, started by the launcher so that it runs with its settings of memory and
   * threads: its options for Java end with another main class, before which the launcher's own
   * class path and main class become mere arguments.
   */
  Contender graft(String name, String worker, Object... arguments) throws IOException {
    List<String> command =
        prepend(List.of("-cp", classpath("bench"), WORK + worker), strings(arguments));
    Path file = folder.resolve("graft-" + ++argumentFiles + ".args");
    Files.writeString(
        file, command.stream().map(Systems::quoted).collect(Collectors.joining("\n")));
    // As a command that trains: the launcher starts short ones with less optimisation.
    return new Contender(name, launcher("compare"), Map.of("GRAFT_JAVA_OPTS", "@" + file));
  }

  /** A worker of another system for Java, in a JVM as it comes. */
  Contender peer(String name, String worker, Object... arguments) throws IOException {
    List<String> command = List.of(java(), "-cp", classpath("bench/peers"), PEERS + worker);
    // DJL would look for models and report its use on the network.
    var environment =
        Map.of(
            "DJL_OFFLINE", "true",
            "OPT_OUT_TRACKING", "true",
            "DJL_CACHE_DIR", root.resolve("bench/target/djl").toString());
    return new Contender(name, prepend(command, strings(arguments)), environment);
  }

  /** A worker that uses nothing but the JDK, in a JVM as it comes. */
  Contender jdk(String name, String worker, Object... arguments) throws IOException {
    List<String> command = List.of(java(), "-cp", classpath("bench"), WORK + worker);
    return new Contender(name, prepend(command, strings(arguments)), Map.of());
  }

  /** A worker in Python. */
  Contender script(String name, String script, Object... arguments) {
    return new Contender(name, python(script, strings(arguments)), Map.of());
  }

  /** A program in Python. */
  List<String> python(String script, String... arguments) {
    Path file = root.resolve("bench/peers").resolve(script);
    // -B: no compiled files beside the sources.
    return prepend(List.of(python, "-B", file.toString()), arguments);
  }

  private String classpath(String module) throws IOException {
    Path target = root.resolve(module).resolve("target");
    Path file = target.resolve("classpath");
    if (!Files.exists(file)) {
      throw new IOException(file + " is missing: start the benchmarks with bench/run");
    }
    return target.resolve("classes") + File.pathSeparator + Files.readString(file).strip();
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static String quoted(String argument) {
    return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String[] strings(Object... values) {
    return Arrays.stream(values).map(Object::toString).toArray(String[]::new);
  }

  private static List<String> prepend(List<String> first, String... rest) {
    return new ArrayList<>(Stream.concat(first.stream(), Arrays.stream(rest)).toList());
  }
}

package dev.graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.Golden;
import dev.graft.backbone.Architecture;
import dev.graft.torch.files.Safetensors;
import dev.graft.torch.layers.Weights;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged and hostile models: refused in words that name the file, in little memory; nothing runs.
 */
@Timeout(120)
class HostileModelsTest {

  private static final long MOST_MEMORY = 256_000_000;
  private static final String WEIGHTS = "model.safetensors";
  private static final long TERABYTE = 1L << 40;

  @TempDir private Path folder;
  private byte[] weights;
  private byte[] card;
  private final List<Path> models = new ArrayList<>();

  @BeforeEach
  void good() throws IOException {
    Path file = folder.resolve("good.safetensors");
    try (Weights formula = Golden.weights(Architecture.shipped().entries(2))) {
      Safetensors.write(
          file,
          formula.stored(),
          Map.of("architecture", "resnet18_slim", "classes", "[\"a\",\"b\"]", "temperature", "1"));
    }
    try (Classifier classifier = Classifier.load(file)) {
      ModelBundle.write(
          folder.resolve("good"),
          classifier,
          Map.of(),
          "card",
          part -> Files.writeString(part.resolve("model.onnx"), "a network"));
    }
    weights = Files.readAllBytes(folder.resolve("good").resolve(WEIGHTS));
    card = "card".getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void allAreRefusedInWordsAndLittleMemory() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/status")), "no /proc");
    Path marker = folder.resolve("marker");
    damagedFiles();
    damagedTensors();
    pickles(marker);
    String out = load();
    for (Path model : models) {
      String line =
          out.lines()
              .filter(l -> l.startsWith(model.getFileName() + "\t"))
              .findFirst()
              .orElseThrow(() -> new AssertionError(model + " ended the process:\n" + out));
      assertThat(line).contains("WeightFileException").contains(model.toString());
    }
    assertThat(marker).doesNotExist();
    Matcher peak = Pattern.compile("VmHWM:\\s+(\\d+) kB").matcher(out);
    assertThat(peak.find()).isTrue();
    assertThat(Long.parseLong(peak.group(1)) * 1024).as(out).isLessThan(MOST_MEMORY);
    long slowest =
        out.lines()
            .filter(l -> l.contains("\tWeightFileException\t"))
            .mapToLong(l -> Long.parseLong(l.split("\t", 3)[1]))
            .max()
            .orElseThrow();
    System.out.printf(
        "%d models refused, the slowest in %d ms, %s kB at most%n",
        models.size(), slowest, peak.group(1));
  }

  /** With the heap that the launcher gives, before libtorch is loaded. */
  private String load() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xms96m", "-Xmn64m", "-Xmx2g", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(LoadAlone.class.getName());
    models.forEach(model -> command.add(model.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Each file cut short, edited, exchanged and missing. */
  private void damagedFiles() throws IOException {
    byte[] facts = Files.readAllBytes(folder.resolve("good").resolve("model.json"));
    for (String name : List.of(WEIGHTS, "model.json", "model.onnx")) {
      byte[] bytes = Files.readAllBytes(folder.resolve("good").resolve(name));
      put(copy("cut-" + name), name, Arrays.copyOf(bytes, bytes.length / 2));
      byte[] edited = bytes.clone();
      edited[edited.length / 3] ^= 1;
      put(copy("edited-" + name), name, edited);
      put(copy("exchanged-" + name), name, name.equals(WEIGHTS) ? facts : weights);
      Files.delete(copy("missing-" + name).resolve(name));
    }
  }

  private Path copy(String name) throws IOException {
    Path model = Files.createDirectories(folder.resolve(name));
    for (String file : List.of(WEIGHTS, "model.json", "model.onnx")) {
      Files.createLink(model.resolve(file), folder.resolve("good").resolve(file));
    }
    Files.write(model.resolve("MODEL_CARD.md"), card);
    models.add(model);
    return model;
  }

  private static void put(Path model, String name, byte[] bytes) throws IOException {
    Files.delete(model.resolve(name)); // it shares its bytes with the good one
    Files.write(model.resolve(name), bytes);
  }

  /** With a digest that agrees, as whoever made it would have. */
  private void hostile(String name, byte[] bytes) throws Exception {
    Path model = copy(name);
    put(model, WEIGHTS, bytes);
    var mapper = new ObjectMapper();
    var facts = (ObjectNode) mapper.readTree(model.resolve("model.json").toFile());
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
    facts.put("sha256", HexFormat.of().formatHex(digest));
    put(model, "model.json", mapper.writeValueAsBytes(facts));
  }

  private void damagedTensors() throws Exception {
    String tensor = "{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[%s]}";
    hostile("beyond", safetensors("{\"a\":" + tensor.formatted("0,800") + "}", 8));
    hostile("terabyte", safetensors("{\"a\":" + tensor.formatted("0," + TERABYTE) + "}", 8));
    String two = "{\"a\":" + tensor.formatted("0,8") + ",\"b\":" + tensor.formatted("4,12") + "}";
    hostile("overlapping", safetensors(two, 12));
    hostile("negative", safetensors("{\"a\":" + tensor.formatted("-8,0") + "}", 8));
    hostile("deep", safetensors("{\"a\":" + "[".repeat(1_000_000), 8));
    hostile("long-header", safetensors(" ".repeat(7_900_000) + "{}", 8));
    var many = new StringBuilder("{");
    for (int i = 0; many.length() < 7_900_000; i++) {
      many.append(i == 0 ? "\"t" : ",\"t").append(i).append("\":").append(tensor.formatted("0,8"));
    }
    hostile("many-tensors", safetensors(many + "}", 8));
    hostile("header-beyond-the-limit", safetensors("{" + " ".repeat(90 << 20) + "}", 8));
    byte[] claims = safetensors("{}", 8);
    ByteBuffer.wrap(claims).order(ByteOrder.LITTLE_ENDIAN).putLong(0, TERABYTE);
    hostile("header-of-a-terabyte", claims);
  }

  private static byte[] safetensors(String header, int data) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(8 + text.length + data).order(ByteOrder.LITTLE_ENDIAN);
    return file.putLong(text.length).put(text).array();
  }

  private void pickles(Path marker) throws Exception {
    String touch = "touch " + marker;
    pickle("system", latin("\u0080\u0002cos\nsystem\nX"), text(touch), latin("\u0085R."));
    pickle("system-old", latin("cposix\nsystem\n(S'" + touch + "'\ntR."));
    pickle("builds", latin("\u0080\u0002cbuiltins\neval\nX"), text("1"), latin("\u0085R."));
    pickle("deep-lists", latin("\u0080\u0002" + "]".repeat(900_000) + "a".repeat(899_999) + "."));
    pickle("deep-key", latin("\u0080\u0002})" + "\u0085".repeat(900_000) + "Ns."));
    pickle("deep-tuples", latin("\u0080\u0002)" + "\u0085".repeat(900_000) + "."));
    pickle("long-text", latin("\u0080\u0004\u008d"), number(TERABYTE), latin("."));
    pickle("wide-memo", latin("\u0080\u0002Nr\u00ff\u00ff\u00ff\u007f."));
    String storage =
        "ctorch._utils\n_rebuild_tensor_v2\n((X\u0007\u0000\u0000\u0000storagectorch\nFloatStorage\n"
            + "X\u0001\u0000\u0000\u00000X\u0003\u0000\u0000\u0000cpu";
    String rest = "tQK\u0000K\u0001\u0085K\u0001\u0085\u0089}tRs.";
    pickle(
        "storage-of-a-terabyte",
        latin("\u0080\u0002}X\u0001\u0000\u0000\u0000w" + storage + "\u008a\u0008"),
        number(TERABYTE),
        latin(rest));
  }

  /** As a saved zip, as the older form of PyTorch begins, and bare. */
  private void pickle(String name, byte[]... parts) throws Exception {
    var pickle = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      pickle.writeBytes(part);
    }
    hostile("pickle-" + name + "-bare", pickle.toByteArray());
    var zip = new ByteArrayOutputStream();
    try (var out = new ZipOutputStream(zip)) {
      out.putNextEntry(new ZipEntry("archive/data.pkl"));
      ((OutputStream) out).write(pickle.toByteArray());
    }
    hostile("pickle-" + name + "-zip", zip.toByteArray());
    var legacy = new ByteArrayOutputStream();
    legacy.writeBytes(latin("\u0080\u0002\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019."));
    legacy.writeBytes(latin("\u0080\u0002M\u00e9\u0003."));
    legacy.writeBytes(latin("\u0080\u0002}."));
    legacy.writeBytes(pickle.toByteArray());
    hostile("pickle-" + name + "-legacy", legacy.toByteArray());
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] text(String text) {
    byte[] bytes = latin(text);
    ByteBuffer all = ByteBuffer.allocate(4 + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
    return all.putInt(bytes.length).put(bytes).array();
  }

  private static byte[] number(long number) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(number).array();
  }
}

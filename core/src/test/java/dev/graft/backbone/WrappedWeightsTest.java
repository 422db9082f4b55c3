package dev.graft.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.torch.WeightFileException;
import dev.graft.torch.files.PickleWriter;
import dev.graft.torch.files.Safetensors;
import dev.graft.torch.files.TorchFiles;
import dev.graft.torch.files.WeightFile;
import dev.graft.torch.layers.Entry;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.StoredTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The weights of MobileNetV2 as training programs wrap them: real ones where they are at hand, else
 * untrained ones. Each kind of file loads bit for bit or is refused with what to do.
 */
class WrappedWeightsTest {

  private static final Architecture NET = Architecture.named("mobilenet_v2");

  private static Map<String, StoredTensor> plain;

  @TempDir private Path folder;

  @BeforeAll
  static void read() throws IOException {
    Path real =
        Path.of(System.getProperty("graft.root", ".."), "../shared/weights")
            .resolve("mobilenet_v2.safetensors");
    plain = new LinkedHashMap<>();
    if (Files.exists(real)) {
      plain.putAll(WeightFile.read(real).tensors());
    } else {
      try (Weights weights = Weights.untrained(NET.entries(10), 3)) {
        weights.stored().forEach(tensor -> plain.put(tensor.name(), tensor));
      }
    }
  }

  private static Map<String, StoredTensor> named(UnaryOperator<String> name) {
    var named = new LinkedHashMap<String, StoredTensor>();
    plain.values().forEach(tensor -> put(named, tensor.withName(name.apply(tensor.name()))));
    return named;
  }

  private static Map<String, StoredTensor> below(String prefix) {
    return named(name -> prefix + name);
  }

  private static void put(Map<String, StoredTensor> tensors, StoredTensor tensor) {
    tensors.put(tensor.name(), tensor);
  }

  private static StoredTensor floats(String name, long... shape) {
    int n = 1;
    for (long side : shape) {
      n *= (int) side;
    }
    return StoredTensor.ofFloats(name, shape, new float[n]);
  }

  private Path safetensors(Map<String, StoredTensor> tensors) throws IOException {
    Path file = Files.createTempFile(folder, "weights", ".safetensors");
    Safetensors.write(file, new ArrayList<>(tensors.values()), Map.of());
    return file;
  }

  /** A checkpoint of text, tensors and what {@code beside} writes into its dictionary. */
  private Path pth(Map<String, Object> parts, UnaryOperator<PickleWriter> beside)
      throws IOException {
    var storages = new LinkedHashMap<String, byte[]>();
    PickleWriter pickle = new PickleWriter().op('}');
    entries(pickle, parts, storages);
    pickle.op('(');
    beside.apply(pickle).op('u');
    return Files.write(
        Files.createTempFile(folder, "checkpoint", ".pth"),
        TorchFiles.zip(pickle.done(), storages, false));
  }

  @SuppressWarnings("unchecked") // parts are tensors or parts
  private static void entries(
      PickleWriter pickle, Map<String, Object> parts, Map<String, byte[]> storages) {
    parts.forEach(
        (name, part) -> {
          pickle.text(name);
          if (part instanceof StoredTensor tensor) {
            tensor(pickle, tensor, storages);
          } else {
            pickle.op('}');
            entries(pickle, (Map<String, Object>) part, storages);
          }
          pickle.op('s');
        });
  }

  private static void tensor(
      PickleWriter pickle, StoredTensor tensor, Map<String, byte[]> storages) {
    String key = String.valueOf(storages.size());
    float[] values = tensor.type().floating() ? tensor.floats() : new float[] {tensor.longs()[0]};
    ByteBuffer bytes = StoredTensor.ofFloats(key, new long[] {values.length}, values).bytes();
    byte[] stored = new byte[bytes.remaining()];
    bytes.get(stored);
    storages.put(key, stored);
    long[] shape = tensor.shape();
    long[] strides = new long[shape.length];
    long step = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = step;
      step *= shape[i];
    }
    pickle.tensor(key, values.length, false, 0, shape, strides);
  }

  private static Backbone load(Path file, String key) throws IOException {
    return Backbone.load(
        NET,
        new WeightOrigin(
            file,
            Optional.ofNullable(key),
            "file " + file,
            "unknown",
            Optional.empty(),
            Optional.empty()));
  }

  private static void checkLoads(Path file, String key, String note) throws IOException {
    try (Backbone backbone = load(file, key);
        var scope = Scope.withoutGradients()) {
      for (Entry entry : NET.entries()) {
        if (entry.role() != Entry.Role.COUNTER) {
          assertThat(backbone.weights().get(entry.name()).floats())
              .as(entry.name())
              .isEqualTo(plain.get(entry.name()).floats());
        }
      }
      assertThat(backbone.provenance().description()).isEqualTo("file " + file + note);
    }
  }

  @Test
  void plainWeightsWithAHeadNeedNoNote() throws IOException {
    checkLoads(safetensors(plain), null, "");
  }

  @Test
  void weightsOfSeveralProcessorsAndOfACompiledModel() throws IOException {
    checkLoads(safetensors(below("module.")), null, ", prefix \"module\" dropped");
    checkLoads(
        safetensors(below("_orig_mod.any.thing.")),
        null,
        ", prefix \"_orig_mod.any.thing\" dropped");
  }

  @Test
  void countersOfAnyKindAndNone() throws IOException {
    var odd = new LinkedHashMap<String, StoredTensor>();
    int n = 0;
    for (StoredTensor tensor : plain.values()) {
      if (!tensor.name().endsWith("num_batches_tracked")) {
        put(odd, tensor);
      } else if (n++ % 3 > 0) {
        put(odd, floats(tensor.name(), n % 3, 2));
      }
    }
    checkLoads(safetensors(odd), null, "");
  }

  @Test
  void halfPrecisionIsWidened() throws IOException {
    var half = new LinkedHashMap<String, StoredTensor>();
    plain.values().forEach(tensor -> put(half, tensor.toHalf()));
    try (Backbone backbone = load(safetensors(half), null);
        var scope = Scope.withoutGradients()) {
      assertThat(backbone.weights().get("features.0.0.weight").floats())
          .isEqualTo(half.get("features.0.0.weight").floats());
    }
  }

  @Test
  void ofTwoEncodersOneIsToBeNamed() throws IOException {
    var moco = below("module.encoder_q.");
    moco.putAll(below("module.encoder_k."));
    put(moco, floats("module.queue", 4, 6));
    put(moco, floats("module.encoder_q.classifier.7.weight", 2, 2));
    Path file = safetensors(moco);
    String name = file.getFileName().toString();
    assertThatThrownBy(() -> load(file, null))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining("holds weights of mobilenet_v2 more than once")
        .hasMessageContaining(name + "#module.encoder_k, " + name + "#module.encoder_q");
    int others = 2 + 1 + 2 + plain.size();
    try (Backbone backbone = load(file, "module.encoder_q")) {
      assertThat(backbone.provenance().description())
          .endsWith(
              ", prefix \"module.encoder_q\" dropped, %d other tensors left aside (classifier, module)"
                  .formatted(others - 1));
    }
    assertThatThrownBy(() -> load(file, "encoder"))
        .hasMessageContaining("no weights of mobilenet_v2 under \"encoder\"; name one of");
  }

  @Test
  void checkpointsWithOptimisersAndLosses() throws IOException {
    var state = new LinkedHashMap<String, Object>(below("model."));
    state.put("loss.centres", floats("loss.centres", 3, 2));
    var parts = new LinkedHashMap<String, Object>();
    parts.put("state_dict", state);
    parts.put("optimizer", Map.of("step", floats("step", 1)));
    checkLoads(
        pth(parts, pickle -> pickle.text("epoch").number(3)),
        null,
        ", prefix \"state_dict.model\" dropped, %d other tensors left aside (classifier, optimizer, state_dict)"
            .formatted(4));
  }

  /** Settings, a set, a path, an array, a scheduler: of other classes, none of which is run. */
  @Test
  void bystandersOfOtherClassesArePassedOver() throws IOException {
    Map<String, Object> teacher = Map.of("teacher", new LinkedHashMap<>(below("backbone.")));
    Path file =
        pth(
            teacher,
            pickle -> {
              pickle.text("args").global("argparse", "Namespace").op(')').raw(0x81);
              pickle.op('}').text("lr").number(1).op('s').op('b');
              pickle.text("seen").global("builtins", "set").op(']').raw(0x85).op('R');
              pickle.text("modern").raw(0x8f).op('(').number(1).raw(0x90);
              pickle.text("path").global("pathlib", "PosixPath").text("x").raw(0x85).op('R');
              pickle.text("array").global("numpy.core.multiarray", "_reconstruct");
              pickle.global("numpy", "ndarray").raw(0x85).op('R').number(1).raw(0x85).op('b');
              return pickle
                  .text("schedule")
                  .global("torch.optim.lr_scheduler", "StepLR")
                  .op(')')
                  .op('R');
            });
    checkLoads(file, null, ", prefix \"teacher.backbone\" dropped");
  }

  @Test
  void averagedWeightsTwoLevelsDeep() throws IOException {
    Map<String, Object> deep = Map.of("ema", Map.of("module", new LinkedHashMap<>(plain)));
    checkLoads(pth(deep, pickle -> pickle), null, ", prefix \"ema.module\" dropped");
    var both = new LinkedHashMap<String, Object>();
    both.put("model", new LinkedHashMap<>(plain));
    both.put("model_ema", new LinkedHashMap<>(plain));
    Path file = pth(both, pickle -> pickle);
    assertThatThrownBy(() -> load(file, null)).hasMessageContaining("#model, ");
    checkLoads(
        file,
        "model_ema",
        ", prefix \"model_ema\" dropped, %d other tensors left aside (classifier, model)"
            .formatted(plain.size() + 2));
  }

  @Test
  void aLayerThatWouldBeLostRefusesTheFile() throws IOException {
    for (String lost : List.of("features.3.ls.gamma", "features.19.0.weight", "layer1.0.scale")) {
      var scaled = below("backbone.");
      put(scaled, floats("backbone." + lost, 24));
      Path file = safetensors(scaled);
      assertThatThrownBy(() -> load(file, null))
          .isInstanceOf(WeightFileException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("leave 1 tensor unused (" + lost + ")")
          .hasMessageContaining("Is --backbone right?");
    }
  }

  @Test
  void buffersAndQueuesAreNoLayers() throws IOException {
    var beside = below("");
    put(beside, floats("queue", 4, 4));
    put(beside, floats("projector.0.weight", 4, 4));
    put(beside, StoredTensor.ofLongs("features.1.index", new long[] {1}, new long[] {5}));
    put(beside, floats("features.1.attn_mask", 2, 2));
    checkLoads(
        safetensors(beside),
        null,
        ", 6 other tensors left aside (classifier, features, projector, queue)");
  }

  @Test
  void aMissingLayerIsNamedUnderItsPrefix() throws IOException {
    var cut = below("net.");
    cut.remove("net.features.18.1.weight");
    assertThatThrownBy(() -> load(safetensors(cut), null))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining("under \"net\", 1 missing (features.18.1.weight)");
  }

  @Test
  void aPartThatDependsOnAnUnknownClassIsRefused() throws IOException {
    var cut = new LinkedHashMap<String, Object>(plain);
    cut.remove("features.18.1.weight");
    Path file =
        pth(
            cut,
            pickle -> pickle.text("features.18.1.weight").global("some", "Tensor").op(')').op('R'));
    assertThatThrownBy(() -> load(file, null))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining("features.18.1.weight depends on the Python class")
        .hasMessageContaining("some.Tensor");
  }

  @Test
  void weightsInSeveralFiles() throws IOException {
    var first = new ArrayList<StoredTensor>();
    var second = new ArrayList<StoredTensor>();
    var map = new StringBuilder();
    for (StoredTensor tensor : below("model.").values()) {
      boolean early = tensor.name().startsWith("model.features.1");
      (early ? first : second).add(tensor);
      map.append(map.isEmpty() ? "" : ",")
          .append("\"%s\": \"%s.safetensors\"".formatted(tensor.name(), early ? "a" : "b"));
    }
    Safetensors.write(folder.resolve("a.safetensors"), first, Map.of());
    Path index = folder.resolve("model.safetensors.index.json");
    Files.writeString(index, "{\"metadata\": {}, \"weight_map\": {" + map + "}}");
    assertThatThrownBy(() -> load(index, null))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining("b.safetensors, which is not beside it");
    Safetensors.write(folder.resolve("b.safetensors"), second, Map.of());
    checkLoads(index, null, ", prefix \"model\" dropped");
    Files.writeString(index, "{\"weight_map\": {\"w\": \"../a.safetensors\"}}");
    assertThatThrownBy(() -> load(index, null)).hasMessageContaining("no file beside it");
  }
}

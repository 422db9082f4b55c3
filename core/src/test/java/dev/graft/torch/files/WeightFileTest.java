package dev.graft.torch.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import dev.graft.torch.WeightFileException;
import dev.graft.torch.layers.Entry;
import dev.graft.torch.layers.Initialiser;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.ElementType;
import dev.graft.torch.tensors.StoredTensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Reading and refusing weight files made here byte by byte, on machines without Python too. */
@Timeout(120)
class WeightFileTest {

  private static final Map<String, byte[]> SIX = Map.of("7", TorchFiles.floats(0, 1, 2, 3, 4, 5));

  @TempDir Path folder;

  static List<byte[]> goodFiles() throws IOException {
    return List.of(
        TorchFiles.zip(TorchFiles.twoViews(false), SIX, false),
        TorchFiles.zip(TorchFiles.twoViews(false), SIX, true),
        TorchFiles.legacy(TorchFiles.twoViews(true), SIX));
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("weights"), bytes);
  }

  private Path zip(PickleWriter pickle) throws IOException {
    return file(TorchFiles.zip(pickle.done(), SIX, false));
  }

  @ParameterizedTest
  @MethodSource("goodFiles")
  void viewsOfOneStorageAreReadByTheirStrides(byte[] bytes) throws Exception {
    WeightFile weights = WeightFile.read(file(bytes));
    assertThat(weights.tensors().keySet()).containsExactly("a", "b");
    assertThat(weights.tensors().get("a").floats()).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(weights.tensors().get("b").floats()).containsExactly(0, 3, 1, 4, 2, 5);
    assertThat(weights.tensors().get("b").shape()).containsExactly(3, 2);
    assertThat(weights.sha256())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
  }

  /** As Python 2 wrote them: byte strings, a list of pairs, and a storage that views another. */
  @Test
  void oldFilesAreRead() throws Exception {
    PickleWriter old = new PickleWriter().global("collections", "OrderedDict").op(']').op('(');
    old.op(']').op('(').raw('U', 1, 'w').global("torch._utils", "_rebuild_tensor").op('(');
    old.op('(').raw('U', 7).raw("storage".chars().toArray()).global("torch", "FloatStorage");
    old.raw('U', 1, '7').raw('U', 3, 'c', 'p', 'u').number(6);
    old.op('(').raw('U', 1, '8').number(2).number(3).op('t'); // elements 2, 3, 4
    old.op('t').op('Q').number(1).tuple(2).tuple(1).op('t').op('R');
    old.op('e').op('e').raw(0x85).op('R');
    WeightFile weights = WeightFile.read(file(TorchFiles.legacy(old.done(), SIX)));
    assertThat(weights.tensors().get("w").floats()).containsExactly(3, 4);
  }

  /** As newer PyTorch writes element types that have no storage class: bytes, and a dtype. */
  @Test
  void untypedStoragesAreRead() throws Exception {
    PickleWriter pickle = new PickleWriter().op('}').text("w");
    pickle.global("torch._utils", "_rebuild_tensor_v3").op('(').op('(').text("storage");
    pickle.global("torch.storage", "UntypedStorage").text("7").text("cuda:0").number(24);
    pickle.op('t').op('Q').number(1).tuple(2, 2).tuple(1, 2).raw(0x89).op('N');
    pickle.global("torch", "float32").op('t').op('R').op('s');
    StoredTensor tensor = WeightFile.read(zip(pickle)).tensors().get("w");
    assertThat(tensor.type()).isEqualTo(ElementType.F32);
    assertThat(tensor.floats()).containsExactly(1, 3, 2, 4);
  }

  @ParameterizedTest
  @CsvSource({
    "posix, system",
    "os, system",
    "builtins, eval",
    "builtins, getattr",
    "torch, load",
    "torch.nn.modules.linear, Linear",
    "net.razorvine.pickle, Unpickler",
    "decimal, Decimal",
    "datetime, timedelta"
  })
  void classesThatAreNoPartOfWeightsAreRefusedByName(String module, String name) throws Exception {
    PickleWriter call = new PickleWriter().global(module, name).text("x").raw(0x85).op('R');
    assertThatThrownBy(() -> WeightFile.read(zip(call)))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining(module + "." + name)
        .hasMessageContaining("nothing of it was run");
    PickleWriter protocol4 = new PickleWriter().text(module).text(name).raw(0x93, ')', 'R');
    assertThatThrownBy(() -> WeightFile.read(zip(protocol4)))
        .hasMessageContaining(module + "." + name);
    PickleWriter instance = new PickleWriter().op('(').text("x");
    instance.op('i');
    for (char c : (module + "\n" + name + "\n").toCharArray()) {
      instance.op(c);
    }
    assertThatThrownBy(() -> WeightFile.read(zip(instance)))
        .hasMessageContaining(module + "." + name);
  }

  /** Settings, an optimiser, an enumeration's value: inert, whatever they are given. */
  @Test
  void unknownClassesBesideTheTensorsArePassedOver() throws Exception {
    PickleWriter pickle = new PickleWriter().op('}').op('(');
    pickle.text("w").tensor("7", 6, false, 0, new long[] {6}, new long[] {1});
    pickle.text("args").global("argparse", "Namespace").op(')').raw(0x81); // NEWOBJ
    pickle.op('}').text("lr").number(1).op('s').op('b');
    pickle.text("counts").global("collections", "Counter").op('}').raw(0x85).op('R');
    pickle.text("a").number(1).op('s');
    pickle.text("queue").global("collections", "deque").op(')').op('R').number(1).op('a');
    pickle.global("enum", "Key").number(1).raw(0x85).op('R').text("value");
    pickle.text("shape").global("torch", "Size").global("some", "shape").raw(0x85).op('R');
    WeightFile weights = WeightFile.read(zip(pickle.op('u')));
    assertThat(weights.tensors().keySet()).containsExactly("w");
    weights.requireReadable("w");
    assertThatThrownBy(() -> weights.requireReadable("args"))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining("args depends on the Python class or function argparse.Namespace");
  }

  /** Of two tensors, the one on a storage of another class: refused when it is asked for. */
  @Test
  void whatNeedsAnUnknownClassIsRefusedByName() throws Exception {
    PickleWriter pickle = new PickleWriter().op('}').op('(');
    pickle.text("module.w").tensor("7", 6, false, 0, new long[] {6}, new long[] {1});
    pickle.text("module.c").global("torch._utils", "_rebuild_tensor_v2").op('(').op('(');
    pickle.text("storage").global("torch", "ComplexFloatStorage").text("8").text("cpu").number(1);
    pickle.op('t').op('Q').number(0).tuple(1).tuple(1).op('t').op('R').op('u');
    byte[] bytes = pickle.done();
    WeightFile weights = WeightFile.read(file(TorchFiles.zip(bytes, SIX, false)));
    assertThat(weights.tensors().keySet()).containsExactly("module.w");
    Entry wanted = Entry.parameter("c", new Initialiser.Constant(0), 1);
    assertThatThrownBy(() -> Weights.of(List.of(wanted), weights.below("module.")))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining(
            "c depends on the Python class or function torch.ComplexFloatStorage");

    // In the legacy form a storage of unknown size hides where the others lie.
    var storages = new LinkedHashMap<>(SIX);
    storages.put("8", new byte[8]);
    byte[] legacy = TorchFiles.legacy(bytes, storages);
    assertThatThrownBy(() -> WeightFile.read(file(legacy)))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining("torch.ComplexFloatStorage");
  }

  @Test
  void weightsOfAnUnknownClassAreRefusedByName() {
    for (String key : List.of("state_dict", "model", "anything")) {
      PickleWriter pickle = new PickleWriter().op('}').text(key).global("some", "Dict").op(')');
      pickle.op('R').text("w").tensor("7", 6, false, 0, new long[] {6}, new long[] {1});
      pickle.op('s').op('s');
      Path path = assertDoesNotThrow(() -> zip(pickle));
      assertThatThrownBy(() -> WeightFile.read(path))
          .isInstanceOf(WeightFileException.class)
          .hasMessageContaining("some.Dict")
          .hasMessageContaining("nothing of it was run");
    }
  }

  @Test
  void statesAreNotSetByReflection() {
    PickleWriter state = new PickleWriter().op(']').op('}').op('b');
    assertThatThrownBy(() -> WeightFile.read(zip(state)))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining("gives state");
  }

  @Test
  void deepNestingIsHarmless() throws Exception {
    PickleWriter lists = new PickleWriter().op('}').text("deep");
    for (int i = 0; i < 300_000; i++) {
      lists.op(']');
    }
    for (int i = 1; i < 300_000; i++) {
      lists.op('a');
    }
    lists.op('s').text("w").tensor("7", 6, false, 0, new long[] {6}, new long[] {1}).op('s');
    assertThat(WeightFile.read(zip(lists)).tensors().keySet()).containsExactly("w");

    PickleWriter key = new PickleWriter().op('}').op(']').raw(0x85).op('N').op('s');
    key.text("w").tensor("7", 6, false, 0, new long[] {6}, new long[] {1}).op('s');
    assertThat(WeightFile.read(zip(key)).tensors().keySet()).containsExactly("w");
  }

  /** A list of itself twice, 60 deep: 2^60 brackets as text. */
  private static PickleWriter endlessText() {
    PickleWriter lists = new PickleWriter().op(']').raw('q', 0);
    for (int i = 1; i <= 60; i++) {
      lists.op(']').raw('q', i).op('(').raw('h', i - 1).raw('h', i - 1).op('e');
    }
    return lists;
  }

  @Test
  void containersAreNeverPrinted() {
    char stackGlobal = 0x93;
    PickleWriter module = endlessText().text("name").op(stackGlobal);
    assertThatThrownBy(() -> WeightFile.read(zip(module)))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining("no short text");
    PickleWriter name = new PickleWriter().text("module").raw('0');
    assertThatThrownBy(() -> WeightFile.read(zip(name.text("m").op(']').op(stackGlobal))))
        .hasMessageContaining("no short text");
    byte[] legacy = TorchFiles.legacy(endlessText().done(), TorchFiles.twoViews(true), SIX);
    assertThatThrownBy(() -> WeightFile.read(file(legacy)))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining("protocol version is no number");
    byte[] later =
        TorchFiles.legacy(new PickleWriter().number(1002).done(), TorchFiles.twoViews(true), SIX);
    assertThatThrownBy(() -> WeightFile.read(file(later)))
        .hasMessageContaining("protocol version 1002");
  }

  @Test
  void workIsBounded() throws Exception {
    PickleWriter many = new PickleWriter();
    for (int i = 0; i < 2_500_001; i++) {
      many.op('}').op('0');
    }
    assertThatThrownBy(() -> WeightFile.read(zip(many))).hasMessageContaining("steps");

    // One list of 100,000 pairs, made into a dictionary again and again.
    PickleWriter again = new PickleWriter().op(']').raw('q', 0).op('(');
    for (int i = 0; i < 100_000; i++) {
      again.op('N');
    }
    again.op('e');
    for (int i = 0; i < 100_000; i++) {
      again.global("collections", "OrderedDict").raw('h', 0).raw(0x85).op('0').op('0');
      again.global("torch", "Size").raw('h', 0).raw(0x85).op('R');
    }
    assertThatThrownBy(() -> WeightFile.read(zip(again))).isInstanceOf(WeightFileException.class);
  }

  @ParameterizedTest
  @CsvSource({"X", "B", "T"}) // BINUNICODE, BINBYTES, BINSTRING
  void claimedLengthsAreNotBelieved(char opcode) {
    PickleWriter claim = new PickleWriter().raw(opcode, 0xff, 0xff, 0xff, 0x7f, 'a');
    assertThatThrownBy(() -> WeightFile.read(zip(claim))).hasMessageContaining("2147483647 bytes");
    PickleWriter negative = new PickleWriter().raw(opcode, 0xff, 0xff, 0xff, 0xff, 'a');
    assertThatThrownBy(() -> WeightFile.read(zip(negative)))
        .hasMessageContaining("4294967295 bytes");
  }

  @Test
  void terabyteClaimsAreNotBelieved() {
    long tera = 1L << 40;
    PickleWriter bytes8 = new PickleWriter().raw(0x8e, 0, 0, 0, 0, 0, 1, 0, 0); // BINBYTES8
    assertThatThrownBy(() -> WeightFile.read(zip(bytes8))).hasMessageContaining("1099511627776");
    PickleWriter storage = new PickleWriter().op('}').text("w");
    storage.tensor("7", tera, false, 0, new long[] {tera}, new long[] {1}).op('s');
    assertThatThrownBy(() -> WeightFile.read(zip(storage))).hasMessageContaining("storage 7");
    for (long[] shape : new long[][] {{tera}, {tera, tera}, {-1, -1}, {7}, {2, 4}}) {
      PickleWriter view = new PickleWriter().op('}').text("w");
      view.tensor("7", 6, false, 0, shape, new long[shape.length]).op('s');
      assertThatThrownBy(() -> WeightFile.read(zip(view))).isInstanceOf(WeightFileException.class);
    }
  }

  @Test
  void viewsMayNotLeaveTheirStorage() {
    long[][][] views = {
      {{1}, {6}, {1}},
      {{0}, {2}, {6}},
      {{6}, {1}, {1}},
      {{-1}, {1}, {1}},
      {{5}, {2}, {-1}},
      {{0}, {3}, {Long.MAX_VALUE}},
      {{Long.MAX_VALUE}, {1}, {1}}
    };
    for (long[][] v : views) {
      PickleWriter view = new PickleWriter().op('}').text("w");
      view.tensor("7", 6, false, v[0][0], v[1], v[2]).op('s');
      assertThatThrownBy(() -> WeightFile.read(zip(view))).isInstanceOf(WeightFileException.class);
    }
  }

  @Test
  void zipBombIsRefused() throws Exception {
    byte[] zeros = new byte[80 << 20];
    PickleWriter pickle = new PickleWriter().op('}').text("w");
    pickle.tensor("7", zeros.length / 4, false, 0, new long[] {zeros.length / 4}, new long[] {1});
    byte[] bomb = TorchFiles.zip(pickle.op('s').done(), Map.of("7", zeros), true);
    assertThat(bomb).hasSizeLessThan(1 << 20);
    assertThatThrownBy(() -> WeightFile.read(file(bomb))).hasMessageContaining("unpacks to far");
  }

  @ParameterizedTest
  @CsvSource({
    "'', is empty",
    "'version https://git-lfs.github.com/spec/v1', Git LFS pointer",
    "'<!DOCTYPE html><html>', web page",
    "'hello, world', neither a safetensors nor a PyTorch",
    "'PK\u0003\u0004', damaged zip"
  })
  void otherFilesAreNamedForWhatTheyAre(String content, String reason) throws Exception {
    Path path = file(content.getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> WeightFile.read(path))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining(reason);
  }

  @Test
  void missingFilesAndFoldersAreNamed() {
    assertThatThrownBy(() -> WeightFile.read(folder.resolve("none")))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining("no such file");
    assertThatThrownBy(() -> WeightFile.read(folder)).hasMessageContaining("is a folder");
  }
}

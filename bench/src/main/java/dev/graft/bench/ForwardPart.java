package dev.graft.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The forward pass alone on the same batch, beside ONNX Runtime and others. */
final class ForwardPart {

  private final Bench bench;
  private final int batches;

  ForwardPart(Bench bench) {
    this.bench = bench;
    this.batches = bench.options().count(6, 1);
  }

  Section measure() throws IOException {
    var section =
        new Section("Forward pass")
            .text(
                """
                ResNet-18 without its head, one batch of 32 images of 224 x 224 in memory, %d times a round, the same
                weights everywhere. The ONNX file is exported with batch normalisation folded; ONNX Runtime runs it with all
                graph optimisations unless a row says otherwise. It computes in float32: its Java package has no bfloat16
                kernels for these processors, and brings no tool to quantise a network."""
                    .formatted(batches));
    List<Measured> all = new SideBySide(bench).measure("forward", onAllCores());
    section.heading("All cores").table(Table.ofRates("images/s", all)).text(verdict(all));
    List<Measured> one = new SideBySide(bench).measure("forward, 1 thread", onOneThread());
    section.heading("One thread").table(Table.ofRates("images/s", one)).text(verdict(one));
    if (bench.options().timm().isPresent()) {
      new TimmForward(bench, batches).measure(section);
    }
    return section;
  }

  /** Says plainly who won against ONNX Runtime's best setting. */
  static String verdict(List<Measured> measured) {
    Measured graft = measured.get(0);
    Measured best =
        measured.stream()
            .filter(one -> one.system().startsWith("ONNX Runtime"))
            .max(Comparator.comparingDouble(one -> one.rate().median()))
            .orElseThrow();
    double times = graft.times(best).median();
    return times >= 1
        ? "Against ONNX Runtime's best setting (%s) Graft is %s times as fast."
            .formatted(best.system(), Spread.number(times))
        : "ONNX Runtime's best setting (%s) beats Graft: it is %s times as fast."
            .formatted(best.system(), Spread.number(1 / times));
  }

  private List<Contender> onAllCores() throws IOException {
    var contenders = new ArrayList<Contender>();
    contenders.add(graft("Graft", bench.precision(), 0));
    if (!bench.precision().equals("FLOAT32")) {
      contenders.add(graft("Graft, float32", "FLOAT32", 0));
    }
    contenders.add(onnx("ONNX Runtime", 0));
    contenders.add(onnx("ONNX Runtime, basic optimisations", 0, "basic"));
    contenders.add(onnx("ONNX Runtime, no memory pattern", 0, "no-pattern"));
    contenders.add(onnx("ONNX Runtime, no arena", 0, "no-arena"));
    contenders.add(onnx("ONNX Runtime, threads do not spin", 0, "no-spin"));
    contenders.add(
        bench.systems().peer("DJL, TorchScript", "DjlForward", bench.network("pt"), batches));
    contenders.add(pytorch("PyTorch", 0, ""));
    contenders.add(pytorch("PyTorch, channels-last", 0, "channels-last"));
    return contenders;
  }

  private List<Contender> onOneThread() throws IOException {
    return List.of(
        graft("Graft", bench.precision(), 1), onnx("ONNX Runtime", 1), pytorch("PyTorch", 1, ""));
  }

  private Contender graft(String name, String precision, int threads) throws IOException {
    return bench
        .systems()
        .graft(name, "GraftForward", "resnet18", bench.weights(), batches, precision, threads);
  }

  private Contender onnx(String name, int threads, String... settings) throws IOException {
    var arguments = new ArrayList<Object>(List.of(bench.network("onnx"), batches, threads));
    arguments.addAll(List.of(settings));
    return bench.systems().peer(name, "OrtForward", arguments.toArray());
  }

  private Contender pytorch(String name, int threads, String layout) {
    return bench
        .systems()
        .script(name, "steps.py", bench.network("pth"), "forward", batches, threads, layout);
  }
}

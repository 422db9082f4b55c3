package dev.graft.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The forward pass of networks that timm has for PyTorch, the same weights everywhere. */
final class TimmForward {

  private static final List<String> NETWORKS =
      List.of(
          "vit_small_patch16_224", "convnext_tiny", "efficientnet_b0", "mobilenetv4_conv_small");

  private static final String SCRIPT = "timm_forward.py";
  private static final double EXACT = 2e-3; // of the largest value
  private static final double ROUNDED = 0.1;

  private final Bench bench;
  private final int batches;

  TimmForward(Bench bench, int batches) {
    this.bench = bench;
    this.batches = batches;
  }

  void measure(Section section) throws IOException {
    for (String network : NETWORKS) {
      List<Measured> all = new SideBySide(bench).measure("forward, " + network, all(network));
      requireSame(network, all);
      section.heading(network).table(Table.ofRates("images/s", all)).text(ForwardPart.verdict(all));
    }
  }

  private List<Contender> all(String network) throws IOException {
    Path weights = bench.folder().resolve(network + ".safetensors");
    Path onnx = bench.folder().resolve(network + ".onnx");
    Material.headless(weights, network);
    String timm = bench.options().timm().orElseThrow().toString();
    Command.run(
        bench
            .systems()
            .python(SCRIPT, timm, network, weights.toString(), "export", onnx.toString()),
        Map.of());
    var contenders = new ArrayList<Contender>();
    contenders.add(graft("Graft", network, weights, bench.precision()));
    if (!bench.precision().equals("FLOAT32")) {
      contenders.add(graft("Graft, float32", network, weights, "FLOAT32"));
    }
    contenders.add(bench.systems().peer("ONNX Runtime", "OrtForward", onnx, batches, 0));
    contenders.add(
        bench
            .systems()
            .peer("ONNX Runtime, threads do not spin", "OrtForward", onnx, batches, 0, "no-spin"));
    for (String layout : List.of("", "channels-last")) {
      contenders.add(
          bench
              .systems()
              .script(
                  layout.isEmpty() ? "PyTorch" : "PyTorch, " + layout,
                  SCRIPT,
                  timm,
                  network,
                  weights,
                  "forward",
                  batches,
                  layout));
    }
    return contenders;
  }

  private Contender graft(String name, String network, Path weights, String precision)
      throws IOException {
    return bench.systems().graft(name, "GraftForward", network, weights, batches, precision, 0);
  }

  /** Refuses figures of systems that do not compute the same: the last is PyTorch. */
  private static void requireSame(String network, List<Measured> all) throws IOException {
    JsonNode expected = all.get(all.size() - 1).facts().get("features");
    double largest = 0;
    for (JsonNode value : expected) {
      largest = Math.max(largest, Math.abs(value.asDouble()));
    }
    for (Measured one : all) {
      JsonNode precision = one.facts().path("precision");
      double allowed = largest * (precision.asText().equals("BFLOAT16") ? ROUNDED : EXACT);
      JsonNode features = one.facts().get("features");
      for (int i = 0; i < expected.size(); i++) {
        double difference = features.get(i).asDouble() - expected.get(i).asDouble();
        if (!(Math.abs(difference) <= allowed)) {
          throw new IOException(
              "%s: %s does not compute what PyTorch does: feature %d is %s, there %s"
                  .formatted(network, one.system(), i, features.get(i), expected.get(i)));
        }
      }
    }
  }
}

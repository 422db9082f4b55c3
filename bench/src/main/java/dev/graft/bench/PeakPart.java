package dev.graft.bench;

import dev.graft.backbone.Architecture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** How much of what the machine can do the network gets out of it. */
final class PeakPart {

  private static final List<Integer> SIZES = List.of(1024, 2048, 3072, 4096);

  private final Bench bench;

  PeakPart(Bench bench) {
    this.bench = bench;
  }

  Section measure() throws IOException {
    Architecture resnet = Architecture.named("resnet18");
    Flops flops = Flops.of(resnet.prefix(resnet.stages().size()), 224);
    var section =
        new Section("Share of the machine's peak")
            .text(
                """
                Operations of the convolutions (2 for each multiplication and addition: %.3f GFLOP an image forward, %.3f
                in a training step, three times as many without the gradient of the image) over the best rate of a
                product of two square matrices (%s) by the same libtorch in the same run. Training recomputes early stages
                and batches its images; that counts as time and not as work."""
                    .formatted(flops.forward() / 1e9, flops.training() / 1e9, SIZES));
    var table =
        new Table("precision", "matrix product", "forward", "share", "fine-tuning", "share");
    row(table, bench.precision(), flops);
    if (!bench.precision().equals("FLOAT32")) {
      row(table, "FLOAT32", flops);
    }
    return section.table(table);
  }

  private void row(Table table, String precision, Flops flops) throws IOException {
    Systems systems = bench.systems();
    int batches = bench.options().count(6, 1);
    var contenders = new ArrayList<Contender>();
    contenders.add(
        systems.graft(
            "forward", "GraftForward", "resnet18", bench.weights(), batches, precision, 0));
    contenders.add(
        systems.graft(
            "training",
            "GraftSteps",
            bench.weights(),
            "fine-tune-fixed",
            batches * 32,
            precision,
            "forget"));
    for (int size : bench.options().quick() ? SIZES.subList(0, 1) : SIZES) {
      contenders.add(systems.graft(size + " x " + size, "MatrixProduct", size, precision));
    }
    List<Measured> measured = new SideBySide(bench).measure("peak " + precision, contenders);
    Measured product =
        measured.stream()
            .skip(2)
            .max(Comparator.comparingDouble(PeakPart::operations))
            .orElseThrow();
    double peak = operations(product);
    double forward = measured.get(0).rate().median() * flops.forward();
    double training = measured.get(1).rate().median() * flops.training();
    table.row(
        precision.toLowerCase(Locale.ROOT),
        "%s GFLOP/s at %s".formatted(Spread.number(peak / 1e9), product.system()),
        Spread.number(forward / 1e9) + " GFLOP/s",
        "%.0f %%".formatted(100 * forward / peak),
        Spread.number(training / 1e9) + " GFLOP/s",
        "%.0f %%".formatted(100 * training / peak));
  }

  /** A second; a matrix product counts as an "image". */
  private static double operations(Measured product) {
    return product.rate().median() * product.facts().get("operations").asDouble();
  }
}

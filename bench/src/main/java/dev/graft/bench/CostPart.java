package dev.graft.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What more images cost: time and memory of the whole command. */
final class CostPart {

  private static final int SIDE = 64;
  private static final int FEATURES = 100_000;

  private final Bench bench;

  CostPart(Bench bench) {
    this.bench = bench;
  }

  Section measure() throws IOException {
    List<Integer> counts =
        bench.options().quick() ? List.of(100, 400) : List.of(500, 2_000, 8_000, 32_000);
    Path images = bench.folder().resolve("cost");
    int most = counts.get(counts.size() - 1);
    Material.pngs(images.resolve("train"), most, SIDE, 0);
    Material.pngs(images.resolve("test"), 100, SIDE, 1_000_000);
    var table =
        new Table(
            "images", "seconds", "milliseconds an image", "epoch, seconds", "peak memory, MB");
    for (int count : counts) {
      bench.say("cost of %d images".formatted(count));
      row(table, images, count);
    }
    return new Section("Cost against work")
        .text(
            """
            `graft compare --strategies feature-extract --epochs 1 --input-size %d` on PNG files of %d x %d pixels drawn
            by a formula, with nothing remembered from before: the whole command, scan and evaluation of 100 test images
            included, once each. Memory is the largest resident memory of the process."""
                .formatted(SIDE, SIDE, SIDE))
        .table(table)
        .text(features());
  }

  private void row(Table table, Path images, int count) throws IOException {
    Path out = bench.folder().resolve("cost-" + count);
    Command.Finished finished =
        Command.run(
            bench.compare(
                images,
                out,
                "--input-size",
                Integer.toString(SIDE),
                "--strategies",
                "feature-extract",
                "--epochs",
                "1",
                "--train-limit",
                Integer.toString(count),
                "--validate-on",
                "test"),
            bench.freshHome("cost"));
    JsonNode run = Json.read(out.resolve("comparison.json")).get("runs").get(0);
    table.row(
        "%,d".formatted(count),
        Spread.number(finished.seconds()),
        Spread.number(1000 * finished.seconds() / count),
        Spread.number(run.get("secondsPerEpoch").asDouble()),
        "%,d".formatted(run.get("peakMemoryBytes").asLong() / 1_000_000));
  }

  private String features() throws IOException {
    int count = bench.options().count(FEATURES, 2_000);
    bench.say("memory of %d pooled features".formatted(count));
    Contender contender =
        bench
            .systems()
            .graft("features", "PooledFeatures", bench.weights(), count, bench.precision());
    try (var worker = new WorkerProcess(contender, bench.log())) {
      JsonNode facts = worker.facts();
      return "%,d pooled features of 512 float32 values (images of 32 x 32 in memory, two epochs): %,d MB resident at the end, %,d MB at the peak, in %s s."
          .formatted(
              count,
              facts.get("residentBytes").asLong() / 1_000_000,
              facts.get("peakBytes").asLong() / 1_000_000,
              Spread.number(facts.get("seconds").asDouble()));
    }
  }
}

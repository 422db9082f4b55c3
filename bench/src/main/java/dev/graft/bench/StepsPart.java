package dev.graft.bench;

import java.io.IOException;
import java.util.List;

/** Training steps in the steady state, each system on images in memory. */
final class StepsPart {

  private final Bench bench;
  private final int steps;

  StepsPart(Bench bench) {
    this.bench = bench;
    this.steps = bench.options().count(6, 1);
  }

  Section measure() throws IOException {
    var section =
        new Section("Training steps")
            .text(
                """
                ResNet-18 at 224 x 224, batches of 32, Adam, %d steps a round on images in memory; images a second in the
                steady state. The other systems get one finished batch again and again. Graft's figures include what its
                trainer does beside the steps: taking images, flipping, normalising and batching them on loader threads.
                Graft computes in %s here, the others in float32."""
                    .formatted(steps, bench.precision().toLowerCase(java.util.Locale.ROOT)));
    section.heading("Fine-tuning").table(rates("fine-tuning", fineTuning()));
    section.heading("The last stage and the head").table(rates("partial:layer4", partial()));
    section
        .heading("Feature extraction")
        .text(
            """
            "Nothing remembered" runs the frozen network in every step, as the other systems do; "all remembered" is every
            epoch after the first ones, when each view has been seen.""")
        .table(rates("feature extraction", featureExtraction()));
    return section;
  }

  private Table rates(String what, List<Contender> contenders) throws IOException {
    return Table.ofRates("images/s", new SideBySide(bench).measure(what, contenders));
  }

  private List<Contender> fineTuning() throws IOException {
    return List.of(
        graft("Graft", "fine-tune-fixed", false),
        graft("Graft, BatchNorm moving", "fine-tune", false),
        pytorch("PyTorch", "fine-tune", ""),
        pytorch("PyTorch, channels-last", "fine-tune", "channels-last"),
        djl("fine-tune"));
  }

  private List<Contender> partial() throws IOException {
    return List.of(
        graft("Graft, all remembered", "partial:layer4", true),
        graft("Graft, nothing remembered", "partial:layer4", false),
        graft("Graft, fine-tuning", "fine-tune-fixed", false),
        pytorch("PyTorch", "partial:layer4", ""));
  }

  private List<Contender> featureExtraction() throws IOException {
    return List.of(
        graft("Graft, nothing remembered", "feature-extract", false),
        graft("Graft, all remembered", "feature-extract", true),
        pytorch("PyTorch", "feature-extract", ""),
        djl("feature-extract"));
  }

  private Contender graft(String name, String strategy, boolean remember) throws IOException {
    return bench
        .systems()
        .graft(
            name,
            "GraftSteps",
            bench.weights(),
            strategy,
            steps * 32,
            bench.precision(),
            remember ? "remember" : "forget");
  }

  private Contender pytorch(String name, String mode, String layout) {
    return bench.systems().script(name, "steps.py", bench.network("pth"), mode, steps, 0, layout);
  }

  private Contender djl(String mode) throws IOException {
    return bench.systems().peer("DJL (PyTorch engine)", "DjlSteps", mode, steps);
  }
}

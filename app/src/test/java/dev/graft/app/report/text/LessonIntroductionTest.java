package dev.graft.app.report.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.graft.backbone.Architecture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the lesson says before it begins, and whether its lines of PyTorch do what it says. */
final class LessonIntroductionTest {

  private static final String PYTHON = "/usr/bin/python3";

  /** Eight images, and a copy of the frozen network's values that training must not touch. */
  private static final String HARNESS =
      """
      data = torch.utils.data.TensorDataset(torch.randn(8, 3, 64, 64), torch.arange(8) % 10)
      train_loader = test_loader = torch.utils.data.DataLoader(data, batch_size=4, shuffle=True)

      def learning():
          return sum(p.numel() for p in model.parameters() if p.requires_grad)

      def changed(optimizer, frozen):
          given = sum(p.numel() for group in optimizer.param_groups for p in group["params"])
          before = {k: v.clone() for k, v in model.state_dict().items()}
          train(model, optimizer, frozen)
          after = model.state_dict()
          moved = [k for k in after if not torch.equal(before[k], after[k])]
          print(learning(), given, len(moved), 0 <= accuracy(model) <= 1)
      """;

  @TempDir private Path folder;

  @Test
  void eachPartHasItsReasonItsPyTorchAndItsCommand() {
    List<String> lines = introduction(Architecture.named("resnet18")).lines();
    assertThat(lines).allMatch(line -> line.length() <= Wrap.WIDTH);
    assertThat(String.join("\n", lines))
        .containsSubsequence(
            "2,000 images",
            "A. Freeze the backbone",
            "What: ",
            "Why: the pretrained",
            "p.requires_grad = False",
            "model.fc = nn.Linear(512, 10)",
            "torch.optim.Adam(model.fc.parameters(), lr=1e-3)",
            "./graft train 'my photos' --strategy feature-extract --epochs 3 --lr 1e-3",
            "B. Fine-tune everything",
            "Why at two",
            "torch.optim.Adam(model.parameters(), lr=1e-4)  # then 1e-3",
            "./graft train 'my photos' --strategy fine-tune@1e-4 --epochs 3",
            "C. Train for 3 epochs",
            "loss.backward()",
            "D. Evaluate",
            "with torch.no_grad():",
            "./graft evaluate DIR 'my photos'",
            "All of it in one command",
            "./graft compare 'my photos' \\\n        --strategies feature-extract,fine-tune@1e-3,fine-tune@1e-4"
                + " --epochs 3");
    assertThat(lines.stream().filter(LessonText::isHeading)).hasSize(4);
  }

  @Test
  void theSmallBackboneIsShownAsTheOneThatTorchvisionHas() {
    assertThat(String.join(" ", introduction(Architecture.shipped()).lines()))
        .contains("its head has 256 features instead of 512")
        .contains("models.resnet18(weights")
        .contains("nn.Linear(512, 10)");
  }

  @Test
  void theLinesOfPyTorchTrainWhatTheySay() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of(PYTHON))
            && new ProcessBuilder(PYTHON, "-c", "import torch, torchvision").start().waitFor() == 0,
        "no Python with PyTorch and torchvision");
    assertThat(ran(Architecture.named("resnet18")))
        .containsExactly("5130 5130 2 True", "11181642 11181642 122 True");
    assertThat(ran(Architecture.named("mobilenet_v2"))).first().isEqualTo("12810 12810 2 True");
  }

  /** What the lines of part A and of part B change, with those of C and D. */
  private List<String> ran(Architecture architecture) throws IOException, InterruptedException {
    List<String> lines = introduction(architecture).lines();
    Path script =
        Files.writeString(
            folder.resolve(architecture.id() + ".py"),
            String.join(
                    "\n",
                    code(lines, "A. "),
                    code(lines, "C. "),
                    code(lines, "D. "),
                    HARNESS,
                    "changed(optimizer, True)",
                    code(lines, "B. "),
                    "changed(optimizer, False)")
                .replace("weights=\"IMAGENET1K_V1\"", "weights=None"));
    Process process =
        new ProcessBuilder(PYTHON, script.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return said.lines().toList();
  }

  /** The indented lines of a part, before those of its command. */
  private static String code(List<String> lines, String heading) {
    var code = new ArrayList<String>();
    boolean inside = false;
    for (String line : lines) {
      if (LessonText.isHeading(line)) {
        inside = line.startsWith(heading);
      } else if (inside && line.startsWith("    ./graft")) {
        break;
      } else if (inside && line.startsWith("    ")) {
        code.add(line.substring(4));
      }
    }
    return String.join("\n", code);
  }

  private static LessonIntroduction introduction(Architecture architecture) {
    return new LessonIntroduction(
        "my photos",
        architecture,
        10,
        2000,
        500,
        32,
        3,
        List.of(
            "compare 'my photos'",
            "--strategies " + String.join(",", LessonText.STRATEGIES),
            "--epochs 3"));
  }
}

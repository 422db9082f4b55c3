package dev.graft.app.report.text;

import dev.graft.app.report.json.BegunCommand;
import dev.graft.backbone.Architecture;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the lesson is about to do and why: four parts, each with the lines of PyTorch that it stands
 * for and the command of Graft that does it.
 *
 * @param images the place of the images, as the user names it
 * @param architecture of the backbone
 * @param batchSize images a step
 * @param epochs of every run
 * @param command of Graft that makes the same runs: {@code compare}, DATA, then an option with its
 *     value an element
 */
public record LessonIntroduction(
    String images,
    Architecture architecture,
    int classes,
    int train,
    int test,
    int batchSize,
    int epochs,
    List<String> command) {

  /** The weights that the lines of PyTorch name. */
  private static final String PUBLISHED = "imagenet1k_v1";

  private static final String INDENT = "    ";

  /** Lines that do not end a command end so. */
  private static final String GOES_ON = " \\";

  public LessonIntroduction {
    command = List.copyOf(command);
  }

  /** The title, what is compared, and the parts. */
  public List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add("The lesson: freeze a pretrained network, or train all of it?");
    lines.add("");
    overview(lines);
    freeze(lines);
    fineTune(lines);
    train(lines);
    evaluate(lines);
    whole(lines);
    return lines;
  }

  private void overview(List<String> lines) {
    paragraph(
        lines,
        "The network, %s, was pretrained on other images. Its last layer, the head, is replaced by"
            + " a new one for the %d classes of these. The rest is the backbone. The lesson trains"
            + " it in three ways on the same %,d images and evaluates each on the same %,d test"
            + " images:",
        architecture.id(),
        classes,
        train,
        test);
    lines.add("");
    lines.add(run(LessonText.FROZEN, "the backbone is frozen, the head learns at rate 1e-3"));
    lines.add(run(LessonText.TUNED_FAST, "everything learns at rate 1e-3"));
    lines.add(run(LessonText.TUNED_SLOWLY, "everything learns at rate 1e-4"));
    lines.add("");
    paragraph(
        lines,
        "Parts A to D say what is done and why. Each shows the lines of PyTorch that it stands for"
            + " and the command of Graft that does it. Parts 1 to 7 have the numbers, after the"
            + " runs.");
    if (!isInTorchvision()) {
      paragraph(
          lines,
          "The lines are for torchvision's resnet18. %s is the same network with half as many"
              + " channels: its head has %d features instead of %d.",
          architecture.id(),
          architecture.featureWidth(),
          shown().featureWidth());
    }
  }

  private static String run(String label, String what) {
    return INDENT + format("%-17s", label) + what;
  }

  private void freeze(List<String> lines) {
    heading(lines, "A. Freeze the backbone");
    paragraph(
        lines,
        "What: the parameters of the backbone get no gradient, and the optimizer is given the head"
            + " alone. Why: the pretrained features may be good enough for these classes. The head"
            + " has few parameters, and a frozen backbone gives the same features in every epoch,"
            + " so Graft computes them once and then reads the cached features.");
    code(
        lines,
        "import torch",
        "from torch import nn",
        "from torchvision import models",
        "",
        network(),
        "for p in model.parameters():",
        "    p.requires_grad = False",
        newHead(),
        format("optimizer = torch.optim.Adam(%s.parameters(), lr=1e-3)", head()));
    command(
        lines,
        List.of(
            "train " + BegunCommand.word(images),
            "--strategy " + LessonText.FROZEN,
            "--epochs " + epochs,
            "--lr 1e-3",
            "--batch-size " + batchSize,
            "--schedule constant",
            "--warmup 0"));
  }

  private void fineTune(List<String> lines) {
    heading(lines, "B. Fine-tune everything");
    paragraph(
        lines,
        "What: all parameters learn, from the pretrained values on. Why: features that suit these"
            + " classes better may be learnt. Why at two rates: large steps can destroy good"
            + " features, and with small ones %d epochs may not be enough.",
        epochs);
    code(
        lines,
        network(),
        newHead(),
        "optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)  # then 1e-3");
    command(
        lines,
        List.of(
            "train " + BegunCommand.word(images),
            "--strategy " + LessonText.TUNED_SLOWLY,
            "--epochs " + epochs,
            "--batch-norm moving",
            "--batch-size " + batchSize,
            "--schedule constant",
            "--warmup 0"));
  }

  private void train(List<String> lines) {
    heading(lines, format("C. Train for %d epochs", epochs));
    paragraph(
        lines,
        "What: the same loop for all three, with batches of %d images in random order. Why a"
            + " frozen network is in evaluation mode: in training mode BatchNorm would change its"
            + " statistics, and with them the features.",
        batchSize);
    code(
        lines,
        "def train(model, optimizer, frozen):",
        format("    for epoch in range(%d):", epochs),
        "        model.train(not frozen)  # frozen BatchNorm keeps its statistics",
        format("        %s.train()", head()),
        "        for images, labels in train_loader:",
        "            optimizer.zero_grad()",
        "            loss = nn.functional.cross_entropy(model(images), labels)",
        "            loss.backward()",
        "            optimizer.step()");
    paragraph(
        lines,
        "In Graft this loop is part of the commands above. --epochs, --batch-size and --batch-norm"
            + " are its options.");
  }

  private void evaluate(List<String> lines) {
    heading(lines, "D. Evaluate");
    paragraph(
        lines,
        "What: count the correctly classified test images after each epoch. Why this is not good"
            + " practice: whoever then chooses an epoch or a rate by these figures makes them too"
            + " good. The published lesson does it, so its figures are reproduced in this way."
            + " Without --validate-on test Graft watches validation images and evaluates the test"
            + " images once, at the end.");
    code(
        lines,
        "def accuracy(model):",
        "    model.eval()",
        "    correct = 0",
        "    with torch.no_grad():",
        "        for images, labels in test_loader:",
        "            correct += (model(images).argmax(1) == labels).sum().item()",
        "    return correct / len(test_loader.dataset)");
    command(lines, List.of("evaluate DIR " + BegunCommand.word(images)));
  }

  private void whole(List<String> lines) {
    lines.add("");
    paragraph(lines, "All of it in one command, which makes the same three runs:");
    command(lines, command);
    lines.add("");
  }

  private boolean isInTorchvision() {
    return architecture.weights().stream().anyMatch(w -> w.tag().equals(PUBLISHED));
  }

  /** The network that the lines are for. */
  private Architecture shown() {
    return isInTorchvision() ? architecture : Architecture.usual();
  }

  private String network() {
    return format(
        "model = models.%s(weights=\"%s\")", shown().id(), PUBLISHED.toUpperCase(Locale.ROOT));
  }

  /** {@code fc}, and {@code classifier[1]} for what the state dict calls {@code classifier.1}. */
  private String newHead() {
    return format(
        "model.%s = nn.Linear(%d, %d)",
        shown().headName().replaceFirst("\\.(\\d+)$", "[$1]"), shown().featureWidth(), classes);
  }

  /** The module that holds the head, with the dropout before it where there is one. */
  private String head() {
    return "model." + shown().headName().replaceFirst("\\.\\d+$", "");
  }

  private static void heading(List<String> lines, String text) {
    lines.add("");
    lines.add(text);
    lines.add("");
  }

  private static void paragraph(List<String> lines, String text, Object... values) {
    lines.addAll(Wrap.lines(format(text, values)));
  }

  private static void code(List<String> lines, String... code) {
    lines.add("");
    for (String line : code) {
      lines.add((INDENT + line).stripTrailing());
    }
    lines.add("");
  }

  /** Broken between options, as a shell takes it. */
  private static void command(List<String> lines, List<String> parts) {
    var line = new StringBuilder(INDENT + "./graft");
    for (String part : parts) {
      if (line.length() + 1 + part.length() + GOES_ON.length() > Wrap.WIDTH) {
        lines.add(line + GOES_ON);
        line = new StringBuilder(INDENT + INDENT + part);
      } else {
        line.append(' ').append(part);
      }
    }
    lines.add(line.toString());
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}

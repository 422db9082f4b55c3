package dev.graft.app.cli.options;

import dev.graft.app.cli.terminal.Console;
import dev.graft.app.report.text.Wrap;
import dev.graft.backbone.WeightLocator;
import dev.graft.compare.record.Environment;
import dev.graft.torch.MeasuredSpeed;
import dev.graft.torch.Precision;
import dev.graft.torch.compute.MachineSpeed;
import dev.graft.torch.compute.RememberedSpeed;
import dev.graft.torch.tensors.ProcessorSupport;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The precision and the number of threads that are fastest on this machine: as remembered in
 * Graft's folder, else measured now and said.
 */
public record FastestSetting(RememberedSpeed memory, String machine, List<Integer> threads) {

  /** {@code threads} as the user wants them, if that was said. */
  public static FastestSetting of(Optional<Integer> threads, Console console) {
    var locator = WeightLocator.create(console.environment(), true, (received, total) -> {});
    List<Integer> tried = threads.map(List::of).orElseGet(MachineSpeed::candidates);
    return new FastestSetting(
        new RememberedSpeed(locator.folder().resolveSibling("machine.json")),
        machine(Environment.current(tried.get(0)), tried),
        tried);
  }

  /**
   * All that decides what is fastest; the cores are those this process may use. Where instructions
   * are hidden, as from a virtual machine, a processor of the same name is another one.
   */
  private static String machine(Environment here, List<Integer> threads) {
    return "%s%s, %s, %d cores, libtorch %s, threads %s, probe %d"
        .formatted(
            here.processor(),
            ProcessorSupport.lacks(Precision.BFLOAT16).isPresent() ? " without bfloat16" : "",
            here.system(),
            here.cores(),
            here.libtorch(),
            threads,
            MachineSpeed.VERSION);
  }

  MeasuredSpeed find(Console console) {
    Optional<MeasuredSpeed> known = memory.find(machine).filter(MachineSpeed::isPossible);
    if (known.isPresent()) {
      return known.get();
    }
    boolean quiet = isQuiet();
    MeasuredSpeed measured = MachineSpeed.measure(threads);
    String kept =
        !quiet
            ? "measured while other work was running, not stored"
            : memory.keep(machine, measured)
                ? "measured, stored in " + memory.file()
                : "measured, could not be stored in " + memory.file();
    console.say(Wrap.hanging("Precision ", describe(measured) + " (" + kept + ")"));
    return measured;
  }

  /** Other work slows some settings more than others: what is found then must not last. */
  private static boolean isQuiet() {
    double busy = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return busy <= Runtime.getRuntime().availableProcessors() / 2.0; // negative: unknown
  }

  public static String describe(MeasuredSpeed result) {
    String choice =
        result.precision() == Precision.BFLOAT16
            ? "bfloat16, %.1f times float32's speed here"
            : result.has(Precision.BFLOAT16)
                ? "float32, because bfloat16 has %.1f times its speed here"
                : "float32, because this processor has no instructions for bfloat16";
    String threads =
        result.threads() == result.rates().get(0).threads()
            ? ""
            : ", on %d thread%s".formatted(result.threads(), result.threads() == 1 ? "" : "s");
    return String.format(Locale.ROOT, choice, result.gain()) + threads;
  }
}

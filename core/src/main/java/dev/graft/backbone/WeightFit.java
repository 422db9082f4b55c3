package dev.graft.backbone;

import dev.graft.torch.WeightFileException;
import dev.graft.torch.files.WeightFile;
import dev.graft.torch.layers.Entry;
import dev.graft.torch.tensors.StoredTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds the weights of an architecture in a file, however they are wrapped: the one prefix under
 * which every entry of the backbone is there in its shape. What else a file has is left aside,
 * unless it is a {@link LostLayers lost layer} of the backbone.
 */
final class WeightFit {

  private static final int LISTED = 5;

  /** How the names of all that a file has are written in {@code FILE#PREFIX}. */
  private static final String TOP = ".";

  private final Architecture architecture;
  private final Map<String, Entry> needed = new LinkedHashMap<>();

  WeightFit(Architecture architecture) {
    this.architecture = architecture;
    for (Entry entry : architecture.entries()) {
      if (entry.role() != Entry.Role.COUNTER) {
        needed.put(entry.name(), entry);
      }
    }
  }

  /**
   * Weights that fit.
   *
   * @param weights under the architecture's names
   * @param note what was dropped from the names and what was left aside, to stand behind a
   *     description; empty where that is a head at most
   */
  record Found(WeightFile weights, String note) {}

  /**
   * The weights in {@code file}.
   *
   * @param key the prefix to look under, where the file has several that fit
   * @throws WeightFileException naming what is missing, misshapen or would be lost; or the prefixes
   *     to choose from
   */
  Found find(WeightFile file, Optional<String> key) throws WeightFileException {
    List<String> all = prefixes(file);
    List<String> asked = key.isPresent() ? under(all, key.get()) : all;
    List<String> fitting = asked.stream().filter(p -> problems(file, p).isEmpty()).toList();
    if (fitting.size() > 1) {
      throw new WeightFileException(
          file.path(),
          "holds weights of %s more than once: %s".formatted(architecture, offered(file, fitting)));
    }
    if (fitting.isEmpty()) {
      if (key.isPresent() && asked.isEmpty()) {
        throw new WeightFileException(
            file.path(),
            "has no weights of %s under \"%s\"; %s"
                .formatted(
                    architecture,
                    key.get(),
                    offered(file, all.stream().filter(p -> problems(file, p).isEmpty()).toList())));
      }
      throw misfit(file, asked.isEmpty() ? "" : asked.get(0));
    }
    String prefix = fitting.get(0);
    WeightFile weights = file.below(prefix);
    for (String name : needed.keySet()) {
      weights.requireReadable(name);
    }
    new LostLayers(architecture).check(weights);
    return new Found(weights, note(file, prefix));
  }

  /** Under which names of the backbone stand, the one with most of them first. */
  private List<String> prefixes(WeightFile file) {
    int longest = needed.keySet().stream().mapToInt(String::length).max().orElse(0);
    Map<String, Integer> counts = new HashMap<>();
    var names = new ArrayList<>(file.tensors().keySet());
    names.addAll(file.unreadable());
    for (String name : names) {
      int at = name.length() <= longest ? 0 : name.indexOf('.', name.length() - longest - 1) + 1;
      while (at > 0 || name.length() <= longest) {
        if (needed.containsKey(name.substring(at))) {
          counts.merge(name.substring(0, at), 1, Integer::sum);
        }
        int dot = name.indexOf('.', at);
        if (dot < 0) {
          break;
        }
        at = dot + 1;
      }
    }
    Comparator<String> most = Comparator.comparing(counts::get, Comparator.reverseOrder());
    return counts.keySet().stream()
        .sorted(most.thenComparing(String::length).thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  /** Those that are {@code key} itself, else those that begin with it. */
  private static List<String> under(List<String> prefixes, String key) {
    String wanted = key.isEmpty() || key.equals(TOP) ? "" : key.replaceFirst("\\.?$", ".");
    return prefixes.contains(wanted)
        ? List.of(wanted)
        : prefixes.stream().filter(prefix -> prefix.startsWith(wanted)).toList();
  }

  private static String offered(WeightFile file, List<String> prefixes) {
    return prefixes.isEmpty()
        ? "no part of it has them"
        : "name one of "
            + String.join(
                ", ",
                prefixes.stream()
                    .sorted()
                    .map(prefix -> file.path().getFileName() + "#" + shown(prefix))
                    .toList());
  }

  private static String shown(String prefix) {
    return prefix.isEmpty() ? TOP : prefix.substring(0, prefix.length() - 1);
  }

  private WeightFileException misfit(WeightFile file, String prefix) {
    return new WeightFileException(
        file.path(),
        "these are not weights of %s: %s%s. Is --backbone right?"
            .formatted(
                architecture,
                prefix.isEmpty() ? "" : "under \"" + shown(prefix) + "\", ",
                String.join("; ", problems(file, prefix))));
  }

  /** What is missing or misshapen under {@code prefix}; what cannot be read is said later. */
  private List<String> problems(WeightFile file, String prefix) {
    var missing = new ArrayList<String>();
    var misshapen = new ArrayList<String>();
    needed.forEach(
        (name, entry) -> {
          StoredTensor stored = file.tensors().get(prefix + name);
          if (stored == null && !file.unreadable().contains(prefix + name)) {
            missing.add(name);
          } else if (stored != null && !entry.fits(stored)) {
            misshapen.add(
                "%s is %s %s instead of %s"
                    .formatted(name, stored.type(), shape(stored), entry.shape()));
          }
        });
    var problems = new ArrayList<String>();
    describe(problems, "missing", missing);
    describe(problems, "misshapen", misshapen);
    return problems;
  }

  private static List<Long> shape(StoredTensor stored) {
    return Arrays.stream(stored.shape()).boxed().toList();
  }

  private static void describe(List<String> problems, String what, List<String> names) {
    if (!names.isEmpty()) {
      problems.add("%d %s (%s)".formatted(names.size(), what, first(names)));
    }
  }

  static String first(List<String> names) {
    int more = names.size() - LISTED;
    return String.join(", ", names.subList(0, Math.min(LISTED, names.size())))
        + (more > 0 ? " and " + more + " more" : "");
  }

  private String note(WeightFile file, String prefix) {
    String head = prefix + architecture.headName() + ".";
    var aside = new TreeMap<String, Integer>();
    boolean onlyHead = true;
    for (String name : file.tensors().keySet()) {
      boolean below = name.startsWith(prefix);
      String rest = below ? name.substring(prefix.length()) : name;
      if (!(below && (needed.containsKey(rest) || rest.endsWith(LostLayers.COUNTER)))) {
        onlyHead &= name.startsWith(head);
        aside.merge(rest.replaceFirst("\\..*", ""), 1, Integer::sum);
      }
    }
    String dropped = prefix.isEmpty() ? "" : ", prefix \"" + shown(prefix) + "\" dropped";
    String left =
        onlyHead
            ? ""
            : ", %d other tensors left aside (%s)"
                .formatted(
                    aside.values().stream().mapToInt(n -> n).sum(),
                    first(List.copyOf(aside.keySet())));
    return dropped + left;
  }
}

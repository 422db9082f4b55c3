package dev.graft.backbone;

import dev.graft.torch.WeightFileException;
import dev.graft.torch.files.WeightFile;
import dev.graft.torch.layers.Entry;
import dev.graft.torch.tensors.StoredTensor;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells a head, a queue or a buffer, which may be left aside, from a layer that weights were
 * trained with and the architecture has not: without it they would compute something else, and
 * nobody would see why.
 */
final class LostLayers {

  /** How the names of counters of batches end. */
  static final String COUNTER = "num_batches_tracked";

  /**
   * Last parts of names of what is computed from a network's sizes, or learnt for a pretraining
   * task alone.
   */
  private static final Set<String> IDLE =
      Set.of("attn_mask", "relative_coords_table", "inv_freq", "periods", "k_bias", "mask_token");

  private final Architecture architecture;

  /** Beginnings of names, without numbers, that are a backbone's. */
  private final Set<String> own = new HashSet<>();

  private final Set<String> known;

  LostLayers(Architecture architecture) {
    this.architecture = architecture;
    this.known =
        architecture.entries().stream().map(Entry::name).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Passes if nothing under the architecture's names is a layer that would be lost.
   *
   * @throws WeightFileException naming those
   */
  void check(WeightFile weights) throws WeightFileException {
    List<StoredTensor> unused =
        weights.tensors().values().stream()
            .filter(tensor -> !known.contains(tensor.name()) && !isIdle(tensor))
            .toList();
    if (unused.isEmpty()) {
      return;
    }
    own.addAll(begins(known));
    String headRoot = root(architecture.headName());
    Set<String> heads =
        Architecture.known().stream()
            .map(other -> root(other.headName()))
            .collect(Collectors.toSet());
    heads.add(headRoot);
    for (Architecture other : Architecture.known()) {
      other.entries().stream()
          .map(entry -> root(entry.name()))
          .filter(root -> !heads.contains(root))
          .forEach(own::add);
    }
    own.remove(headRoot); // a layer beside a head is one only where its own name is known
    List<String> lost =
        unused.stream()
            .map(StoredTensor::name)
            .filter(name -> own.contains(root(name)) || own.contains(two(name)))
            .toList();
    if (!lost.isEmpty()) {
      throw new WeightFileException(
          weights.path(),
          "%s lacks layers that these weights were trained with: it would leave %d %s unused (%s). Is --backbone right?"
              .formatted(
                  architecture,
                  lost.size(),
                  lost.size() == 1 ? "tensor" : "tensors",
                  WeightFit.first(lost)));
    }
  }

  private boolean isIdle(StoredTensor tensor) {
    String name = tensor.name();
    return !tensor.type().floating()
        || tensor.elements() == 0
        || name.startsWith(architecture.headName() + ".")
        || name.endsWith(COUNTER)
        || IDLE.contains(name.substring(name.lastIndexOf('.') + 1));
  }

  private static Set<String> begins(Set<String> names) {
    Set<String> begins = new HashSet<>();
    for (String name : names) {
      begins.add(root(name));
      begins.add(two(name));
    }
    return begins;
  }

  /** The first part of a name without its digits: {@code layer} of {@code layer4.1.conv1.bias}. */
  private static String root(String name) {
    return name.replaceFirst("\\..*", "").replaceAll("\\d", "");
  }

  /** The first two parts without their digits; of a shorter name all of it. */
  private static String two(String name) {
    return name.replaceFirst("^([^.]*\\.[^.]*).*", "$1").replaceAll("\\d", "");
  }
}

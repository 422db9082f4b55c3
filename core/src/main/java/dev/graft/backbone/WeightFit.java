package dev.graft.backbone;

import dev.graft.torch.WeightFileException;
import dev.graft.torch.files.WeightFile;
import dev.graft.torch.layers.Entry;
import dev.graft.torch.tensors.StoredTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks that a weight file holds what an architecture needs, and lists what does not fit. */
record WeightFit(Architecture architecture) {

  private static final int LISTED = 5;

  /**
   * Passes if every entry of the backbone is there in its shape and nothing else but a head is.
   *
   * @throws WeightFileException naming what is missing, unexpected or misshapen
   */
  void check(WeightFile file) throws WeightFileException {
    Map<String, StoredTensor> tensors = file.tensors();
    var missing = new ArrayList<String>();
    var misshapen = new ArrayList<String>();
    Set<String> known = new HashSet<>();
    for (Entry entry : architecture.entries()) {
      known.add(entry.name());
      file.requireReadable(entry.name());
      StoredTensor stored = tensors.get(entry.name());
      if (stored == null) {
        if (entry.role() != Entry.Role.COUNTER) {
          missing.add(entry.name());
        }
      } else if (!entry.fits(stored)) {
        misshapen.add(
            "%s is %s %s instead of %s"
                .formatted(entry.name(), stored.type(), shape(stored), entry.shape()));
      }
    }
    List<String> unexpected =
        tensors.keySet().stream().filter(name -> !known.contains(name) && !isHead(name)).toList();
    if (missing.isEmpty() && misshapen.isEmpty() && unexpected.isEmpty()) {
      return;
    }
    var problems = new ArrayList<String>();
    describe(problems, "missing", missing);
    describe(problems, "misshapen", misshapen);
    describe(problems, "unexpected", unexpected);
    throw new WeightFileException(
        file.path(),
        "these are not weights of %s: %s. Is --backbone right?"
            .formatted(architecture.id(), String.join("; ", problems)));
  }

  private boolean isHead(String name) {
    return name.startsWith(architecture.headName() + ".");
  }

  private static List<Long> shape(StoredTensor stored) {
    return Arrays.stream(stored.shape()).boxed().toList();
  }

  private static void describe(List<String> problems, String what, List<String> names) {
    if (!names.isEmpty()) {
      String more = names.size() > LISTED ? ", ..." : "";
      List<String> first = names.subList(0, Math.min(LISTED, names.size()));
      problems.add("%d %s (%s%s)".formatted(names.size(), what, String.join(", ", first), more));
    }
  }
}

package dev.graft.bench.work;

import dev.graft.torch.compute.Compute;
import dev.graft.torch.tensors.Native;
import java.util.LinkedHashMap;
import java.util.Map;

/** What Graft's workers say about themselves. */
final class GraftFacts {

  private GraftFacts() {}

  static Map<String, Object> of(Compute compute) {
    var facts = new LinkedHashMap<String, Object>();
    facts.put("libtorch", Native.libtorch());
    facts.put("threads", compute.threads());
    facts.put("precision", compute.precision().name());
    return facts;
  }
}

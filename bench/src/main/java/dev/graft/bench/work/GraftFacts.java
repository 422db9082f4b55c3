package dev.graft.bench.work;

import dev.graft.torch.Precision;
import dev.graft.torch.tensors.Native;
import java.util.LinkedHashMap;
import java.util.Map;

/** What Graft's workers say about themselves. */
final class GraftFacts {

  private GraftFacts() {}

  static Map<String, Object> of(Precision precision) {
    var facts = new LinkedHashMap<String, Object>();
    facts.put("libtorch", Native.LIBTORCH_VERSION);
    facts.put("threads", Native.threads());
    facts.put("precision", precision.name());
    return facts;
  }
}

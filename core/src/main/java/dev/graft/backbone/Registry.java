package dev.graft.backbone;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The architectures that are known by name. A new family is one file, and one line here. */
final class Registry {

  private static final Map<String, Architecture> KNOWN = new LinkedHashMap<>();

  static {
    Stream.of(ResNet.published(), MobileNetV2.published(), ResNet.shipped())
        .flatMap(List::stream)
        .forEach(Registry::add);
  }

  private static final Set<String> OWN = Set.copyOf(KNOWN.keySet());

  private Registry() {}

  static boolean comesWithGraft(Architecture architecture) {
    return OWN.contains(architecture.id());
  }

  /** In the order in which they became known. */
  static synchronized List<Architecture> all() {
    return List.copyOf(KNOWN.values());
  }

  static synchronized void add(Architecture architecture) {
    Architecture there = KNOWN.putIfAbsent(architecture.id(), architecture);
    if (there != null && !there.equals(architecture)) {
      throw new IllegalArgumentException(
          "another backbone is called \"%s\" already; give yours a name of its own"
              .formatted(architecture.id()));
    }
  }
}

package dev.graft.backbone;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;

/** The architectures that are known by name: those of every {@link Family}, and registered ones. */
final class Registry {

  private static final Map<String, Architecture> KNOWN = new LinkedHashMap<>();

  private static final Set<String> OWN = new HashSet<>();

  private static final List<Family> FAMILIES =
      ServiceLoader.load(Family.class, Registry.class.getClassLoader()).stream()
          .map(ServiceLoader.Provider::get)
          .toList();

  static {
    for (Family family : FAMILIES) {
      boolean own = family.getClass().getPackageName().startsWith(Registry.class.getPackageName());
      for (Architecture architecture : family.architectures()) {
        add(architecture);
        if (own) {
          OWN.add(architecture.id());
        }
      }
    }
  }

  private Registry() {}

  static boolean comesWithGraft(Architecture architecture) {
    return OWN.contains(architecture.id());
  }

  static List<Family> families() {
    return FAMILIES;
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

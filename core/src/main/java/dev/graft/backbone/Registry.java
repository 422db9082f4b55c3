package dev.graft.backbone;

import java.util.Collections;
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

  private static final Map<String, List<Architecture>> FAMILIES = new LinkedHashMap<>();

  static {
    for (Family family : ServiceLoader.load(Family.class, Registry.class.getClassLoader())) {
      boolean own = family.getClass().getPackageName().startsWith(Registry.class.getPackageName());
      List<Architecture> members = List.copyOf(family.architectures());
      FAMILIES.put(family.name(), members);
      for (Architecture architecture : members) {
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

  static Map<String, List<Architecture>> families() {
    return Collections.unmodifiableMap(FAMILIES);
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

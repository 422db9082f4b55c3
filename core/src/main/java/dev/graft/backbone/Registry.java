package dev.graft.backbone;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;

/** The architectures that are known by name: those of every {@link Family}, and registered ones. */
final class Registry {

  private static final Registry ALL =
      new Registry(ServiceLoader.load(Family.class, Registry.class.getClassLoader()));

  private final Map<String, Architecture> known = new LinkedHashMap<>();
  private final Set<String> own = new HashSet<>();
  private final Map<String, List<Architecture>> families = new LinkedHashMap<>();
  private final String fault; // null where every family could be read

  /** What is wrong with a family ends the reading, and is said to whoever looks for a backbone. */
  Registry(Iterable<Family> found) {
    String provider = Family.class.getName();
    String problem = null;
    try {
      for (Family family : found) {
        provider = family.getClass().getName();
        addAll(family);
      }
    } catch (RuntimeException | ServiceConfigurationError | LinkageError e) {
      problem =
          "a library of backbones cannot be used: %s: %s; mend it or take it off the class path"
              .formatted(provider, e.getMessage() == null ? e : e.getMessage());
    }
    fault = problem;
  }

  private void addAll(Family family) {
    boolean ofGraft =
        family.getClass().getPackageName().startsWith(Registry.class.getPackageName());
    List<Architecture> members = List.copyOf(family.architectures());
    for (Architecture architecture : members) {
      put(architecture);
      if (ofGraft) {
        own.add(architecture.id());
      }
    }
    families.put(family.name(), members);
  }

  private synchronized void put(Architecture architecture) {
    Architecture there = known.putIfAbsent(architecture.id(), architecture);
    if (there != null && !there.equals(architecture)) {
      throw new IllegalArgumentException(
          "another backbone is called \"%s\" already; give yours a name of its own"
              .formatted(architecture.id()));
    }
  }

  private void requireSound() {
    if (fault != null) {
      throw new ServiceConfigurationError(fault);
    }
  }

  /**
   * In the order in which they became known.
   *
   * @throws ServiceConfigurationError naming the provider that cannot be used
   */
  synchronized List<Architecture> architectures() {
    requireSound();
    return List.copyOf(known.values());
  }

  static boolean comesWithGraft(Architecture architecture) {
    return ALL.own.contains(architecture.id());
  }

  static Map<String, List<Architecture>> families() {
    ALL.requireSound();
    return Collections.unmodifiableMap(ALL.families);
  }

  static List<Architecture> all() {
    return ALL.architectures();
  }

  static void add(Architecture architecture) {
    ALL.put(architecture);
  }
}

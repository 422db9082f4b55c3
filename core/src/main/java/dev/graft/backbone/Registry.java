package dev.graft.backbone;

import dev.graft.backbone.graph.FrozenGraph;
import dev.graft.torch.files.WeightFile;
import dev.graft.torch.tensors.StoredTensor;
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

  /** What names of graphs begin with. */
  static final String GRAPHS = "onnx:";

  /** Names that the answer to an unknown one gives. */
  private static final int NEAREST = 4;

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

  /** The architecture of that name, or the graph that the file of a saved classifier holds. */
  static Architecture stored(String id, WeightFile file) {
    StoredTensor graph = file.tensors().get(Blueprint.GRAPH);
    if (!id.startsWith(GRAPHS) || graph == null) {
      return Architecture.named(id);
    }
    byte[] bytes = new byte[graph.elements()];
    graph.bytes().get(bytes, 0, Math.min(bytes.length, graph.bytes().remaining()));
    return of(id, FrozenGraph.of(bytes));
  }

  /** One that an ONNX file is; its name says so, and only what holds the graph makes it known. */
  static Architecture of(String id, FrozenGraph graph) {
    Blueprint blueprint = Blueprint.of(graph);
    return new Architecture(id, () -> blueprint, List.of());
  }

  /** Says which names are nearest. */
  static IllegalArgumentException unknown(String id) {
    List<String> names = all().stream().map(Architecture::id).toList();
    return new IllegalArgumentException(
        ("unknown backbone \"%s\"; the nearest of %d are %s. \"graft models\" lists all, and"
                + " docs/guide/own-backbone.md says how to bring another")
            .formatted(id, names.size(), String.join(", ", SimilarNames.of(id, names, NEAREST))));
  }
}

package dev.graft.torch.layers;

import dev.graft.files.Digest;
import dev.graft.torch.WeightFileException;
import dev.graft.torch.files.WeightFile;
import dev.graft.torch.tensors.Lifetime;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.StoredTensor;
import dev.graft.torch.tensors.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * The tensors of a network by their PyTorch names: it owns them, past any {@link Scope}, until it
 * is closed and the last call under way has ended. Later calls get an {@link
 * IllegalStateException}.
 */
public final class Weights implements AutoCloseable {

  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final Map<String, GivenGraph.Running> running = new HashMap<>();
  private final Lifetime lifetime = new Lifetime("set of weights", this::release);

  /** None yet. */
  public Weights() {}

  /**
   * The given entries as {@code file} holds them, float32 and channels-last.
   *
   * @throws WeightFileException if one is missing or has another shape
   */
  public static Weights of(List<Entry> entries, WeightFile file) throws WeightFileException {
    try (var scope = Scope.withoutGradients();
        var plain = new Weights()) {
      for (Entry entry : entries) {
        plain.put(entry.name(), read(entry, file));
      }
      return plain.channelsLast();
    }
  }

  /**
   * All entries as a network begins that has learnt nothing: float32 and channels-last, the same
   * ones for the same seed on every machine, since {@link Random} is specified to the bit.
   */
  public static Weights untrained(List<Entry> entries, long seed) {
    var random = new Random(seed);
    try (var scope = Scope.withoutGradients();
        var plain = new Weights()) {
      for (Entry entry : entries) {
        if (entry.role() == Entry.Role.GRAPH) {
          throw new IllegalArgumentException(
              entry.name() + " is a given graph: there are no random weights for it");
        }
        float[] values = entry.first().draw(Math.toIntExact(entry.elements()), random);
        long[] shape = entry.shape().stream().mapToLong(Long::longValue).toArray();
        plain.put(
            entry.name(),
            entry.role() == Entry.Role.COUNTER ? Tensor.ofCount(0) : Tensor.of(values, shape));
      }
      return plain.channelsLast();
    }
  }

  private static Tensor read(Entry entry, WeightFile file) throws WeightFileException {
    StoredTensor stored = file.tensors().get(entry.name());
    if (entry.role() == Entry.Role.COUNTER) {
      return Tensor.ofCount(count(stored));
    }
    file.requireReadable(entry.name());
    if (stored == null || !entry.fits(stored)) {
      String found = stored == null ? "is missing" : "is " + stored;
      throw new WeightFileException(
          file.path(), "%s %s; expected %s".formatted(entry.name(), found, entry.shape()));
    }
    if (entry.role() == Entry.Role.GRAPH) {
      byte[] bytes = new byte[stored.elements()];
      stored.bytes().get(bytes);
      return Tensor.ofBytes(bytes);
    }
    float[] values = stored.floats();
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new WeightFileException(
            file.path(), entry.name() + " holds " + value + ": the training that made it diverged");
      }
    }
    return Tensor.of(values, stored.shape());
  }

  /**
   * A counter of batches as a file has it; 0 where it is missing, as in files from before PyTorch
   * 0.4.1, or no number: nothing that is computed depends on it.
   */
  private static long count(StoredTensor stored) {
    if (stored == null || stored.elements() != 1) {
      return 0;
    }
    return stored.type().floating() ? (long) stored.doubles()[0] : stored.longs()[0];
  }

  /** Keeps the tensors alive for a call that reads them. */
  public Lifetime.Use use() {
    return lifetime.use();
  }

  /** Takes {@code tensor} in under {@code name}, replacing and freeing what was there. */
  public void put(String name, Tensor tensor) {
    Scope.require();
    lifetime.requireOpen();
    tensor.handle().retainReference();
    Tensor old = tensors.put(name, tensor);
    if (old != null) {
      old.handle().releaseReference();
    }
  }

  /** The tensor of that name, not a copy: it lives as long as this does. */
  public Tensor get(String name) {
    lifetime.requireOpen();
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("no weights named " + name);
    }
    return tensor;
  }

  /** The graph of that name, opened when first wanted and closed with these. */
  GivenGraph.Running running(String name, GivenGraph.Engine engine) {
    lifetime.requireOpen();
    synchronized (running) {
      return running.computeIfAbsent(name, graph -> engine.open(get(graph).bytes()));
    }
  }

  /** Names in the order they came. */
  public List<String> names() {
    lifetime.requireOpen();
    return List.copyOf(tensors.keySet());
  }

  /** An independent copy of the named tensors. */
  public Weights copy(Collection<String> names) {
    return mapped(names, tensor -> new Tensor(tensor.handle().detach().clone()));
  }

  /** An independent copy in which everything floating is float64. */
  public Weights toDouble() {
    return mapped(
        names(),
        tensor -> {
          var copy = new Tensor(tensor.handle().detach().clone());
          return tensor.handle().is_floating_point() ? copy.toDouble() : copy;
        });
  }

  /**
   * An independent copy with convolution weights in channels-last memory, in which libtorch's
   * convolutions run fastest on images laid out the same way.
   */
  public Weights channelsLast() {
    return mapped(
        names(),
        tensor -> {
          var copy = new Tensor(tensor.handle().detach().clone());
          return tensor.handle().dim() == 4 ? copy.channelsLast() : copy;
        });
  }

  /** The named tensors of {@code others} as well, shared, not copied; each owner closes alone. */
  public void share(Weights others, Collection<String> names) {
    try (var scope = Scope.withoutGradients();
        var read = others.use()) {
      for (String name : names) {
        put(name, others.get(name));
      }
    }
  }

  /** Asks for gradients of exactly the named tensors. */
  public void learn(Collection<String> names) {
    var wanted = new java.util.HashSet<>(names);
    try (var use = use()) {
      tensors.forEach(
          (name, tensor) -> {
            if (tensor.handle().is_floating_point()) {
              tensor.handle().set_requires_grad(wanted.contains(name));
            }
          });
    }
  }

  /** Elements of all tensors that ask for gradients. */
  public long learningElements() {
    try (var use = use()) {
      return tensors.values().stream()
          .filter(tensor -> tensor.handle().requires_grad())
          .mapToLong(Tensor::elements)
          .sum();
    }
  }

  /** All tensors as they would stand in a file, in order. */
  public List<StoredTensor> stored() {
    return stored(names());
  }

  /** The named tensors as they would stand in a file. */
  public List<StoredTensor> stored(Collection<String> names) {
    var stored = new ArrayList<StoredTensor>();
    try (var use = use()) {
      for (String name : names) {
        stored.add(get(name).stored(name));
      }
    }
    return stored;
  }

  /**
   * Overwrites the named tensors with stored ones, in place: whoever shares them sees it.
   *
   * @throws IllegalArgumentException if one is missing or has another shape
   */
  public void restore(Collection<String> names, Map<String, StoredTensor> stored) {
    try (var scope = Scope.withoutGradients();
        var use = use()) {
      for (String name : names) {
        get(name).restore(stored.get(name), name);
      }
    }
  }

  /** SHA-256 over names and stored bytes of the named tensors, 64 hex digits. */
  public String sha256(Collection<String> names) {
    try (var use = use()) {
      Digest digest = Digest.sha256();
      for (String name : names) {
        digest.add(name.getBytes(StandardCharsets.UTF_8)).add(get(name).bytes());
      }
      return digest.hex();
    }
  }

  private Weights mapped(Collection<String> names, UnaryOperator<Tensor> change) {
    var result = new Weights();
    try (var scope = Scope.withoutGradients();
        var use = use()) {
      for (String name : names) {
        result.put(name, change.apply(get(name)));
      }
      return result;
    } catch (RuntimeException | Error e) {
      result.close();
      throw e;
    }
  }

  @Override
  public void close() {
    lifetime.close();
  }

  private void release() {
    running.values().forEach(GivenGraph.Running::close);
    running.clear();
    tensors.values().forEach(tensor -> tensor.handle().releaseReference());
    tensors.clear();
  }
}

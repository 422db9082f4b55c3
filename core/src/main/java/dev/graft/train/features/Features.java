package dev.graft.train.features;

import dev.graft.torch.tensors.Lifetime;
import dev.graft.train.cache.FeatureCache;
import dev.graft.train.cache.Resources;
import dev.graft.train.record.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What frozen stages computed, shared by all trainings and evaluations that are given it: in the
 * {@link FeatureCache} of its resources, or in memory up to their limit. Use from one thread;
 * another may close it, which takes effect when what is under way has ended, and later calls get an
 * {@link IllegalStateException}.
 */
public final class Features implements AutoCloseable {

  private final CacheBudget memory;
  private final Map<FeatureKey, FeatureStore> stores = new HashMap<>();
  private final Consumer<Event> events;
  private final Lifetime lifetime = new Lifetime("set of features", this::release);
  private Optional<FeatureFolders> cache;

  /** Nothing yet; what goes wrong with files is told to {@code events} and hinders nothing. */
  public Features(Resources resources, Consumer<Event> events) {
    this.memory = new CacheBudget(resources.cacheBytes());
    this.cache = resources.featureCache().map(FeatureFolders::new);
    this.events = events;
  }

  /** The outputs under this key; they are this object's to close. */
  public FeatureStore store(FeatureKey key) {
    lifetime.requireOpen();
    return stores.computeIfAbsent(key, k -> new FeatureStore(k, this));
  }

  /** Keeps the outputs open for a call that reads or adds to them. */
  public Lifetime.Use use() {
    return lifetime.use();
  }

  CacheBudget memory() {
    return memory;
  }

  /** Where files are kept, if anywhere. */
  Optional<FeatureFolders> cache() {
    return cache;
  }

  /** Goes on without writing files. */
  void stopWriting(IOException reason) {
    if (cache.isPresent()) {
      tell(
          "nothing more is kept in the feature cache %s (%s); name another with --feature-cache"
              .formatted(cache.get().cache().folder(), reason));
    }
    cache = Optional.empty();
  }

  /** Bytes that may be written to files now, after making room. */
  long room(long wanted) {
    try {
      return cache.isPresent() ? cache.get().room(wanted, folders()) : 0;
    } catch (IOException e) {
      stopWriting(e);
      return 0;
    }
  }

  private Set<Path> folders() {
    var folders = new HashSet<Path>();
    stores.values().forEach(store -> store.folder().ifPresent(folders::add));
    return folders;
  }

  void tell(String line) {
    events.accept(new Event.Notice(line));
  }

  @Override
  public void close() {
    lifetime.close();
  }

  private void release() {
    stores.values().forEach(FeatureStore::close);
    stores.clear();
  }
}

package dev.graft.train.features;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.backbone.Architecture;
import dev.graft.data.image.Preprocessing;
import dev.graft.torch.Precision;
import dev.graft.torch.compute.Compute;
import dev.graft.torch.tensors.Native;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Tensor;
import dev.graft.train.cache.FeatureCache;
import dev.graft.train.cache.Resources;
import dev.graft.train.record.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that are kept: found again, never wrong, within their limits, whatever else goes on. */
class FeatureStoreTest {

  private static final int WIDTH = 4;

  @TempDir private Path folder;
  private final List<String> notices = new ArrayList<>();

  private static FeatureKey key(String weights) {
    return new FeatureKey(
        1, "net", 1, "stem", weights, "squash", 32, "full 1", "float32", 8, "2.10.0", "AVX2");
  }

  private Features features(long disk, long memory) {
    var cache = new FeatureCache(folder, disk);
    return new Features(
        Resources.defaults().withCacheBytes(memory).withFeatureCache(cache),
        event -> notices.add(((Event.Notice) event).text()));
  }

  private Features features() {
    return features(1 << 20, 0);
  }

  private static List<RowKey> keys(int from, int to) {
    return FeatureFileTest.keys(to).subList(from, to);
  }

  private static float value(RowKey key, int column) {
    return key.image().low() * 10 + column;
  }

  private static int put(FeatureStore store, List<RowKey> rows) {
    float[] values = new float[rows.size() * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(rows.get(i / WIDTH), i % WIDTH);
    }
    try (var scope = Scope.withoutGradients()) {
      store.expect(rows.size());
      return store.put(rows, Tensor.of(values, rows.size(), WIDTH));
    }
  }

  private static void assertHolds(FeatureStore store, List<RowKey> rows) {
    assertThat(rows).allMatch(store::has);
    try (var scope = Scope.withoutGradients()) {
      float[] read = store.get(rows).floats();
      for (int i = 0; i < read.length; i++) {
        assertThat(read[i]).isEqualTo(value(rows.get(i / WIDTH), i % WIDTH));
      }
    }
  }

  private void fill(String weights, int rows) {
    try (Features features = features()) {
      assertThat(put(features.store(key(weights)), keys(0, rows))).isEqualTo(rows);
    }
  }

  private Path onlyFile() throws IOException {
    try (var files = Files.walk(folder)) {
      return files.filter(path -> path.toString().endsWith(".rows")).reduce((a, b) -> null).get();
    }
  }

  @Test
  void laterCommandsFindTheRowsInAnyOrder() {
    fill("a", 10);
    try (Features features = features()) {
      FeatureStore store = features.store(key("a"));
      assertHolds(store, List.of(keys(0, 10).get(7), keys(0, 10).get(2)));
      assertThat(store.wasFound(keys(0, 10).get(7))).isTrue();
      assertThat(store.has(keys(0, 11).get(10))).isFalse();
      assertThat(put(store, keys(10, 12))).isEqualTo(2);
      assertThat(store.wasFound(keys(0, 12).get(11))).isFalse();
      assertHolds(store, keys(0, 12));
    }
    assertThat(notices).isEmpty();
  }

  @Test
  void anotherKeyFindsNothing() {
    fill("a", 3);
    try (Features features = features()) {
      assertThat(features.store(key("b")).has(keys(0, 1).get(0))).isFalse();
    }
  }

  /** A folder may be shared by machines of which only some compute in bfloat16. */
  @Test
  void whatAnotherPrecisionComputedIsNotTaken() {
    Resources plain = Resources.defaults();
    try (Features features = features()) {
      FeatureStore rough = features.store(keyOf(plain.withPrecision(Precision.BFLOAT16)));
      put(rough, keys(0, 3));
      assertThat(features.store(keyOf(plain)).has(keys(0, 1).get(0))).isFalse();
    }
    try (Features later = features()) {
      assertThat(later.store(keyOf(plain)).has(keys(0, 1).get(0))).isFalse();
      FeatureStore rough = later.store(keyOf(plain.withPrecision(Precision.BFLOAT16)));
      assertThat(rough.has(keys(0, 1).get(0))).isTrue();
    }
  }

  /** What decides is in the key, as libtorch itself says it; the number of threads is not. */
  @Test
  void whatComputedIsInTheKey() {
    Resources plain = Resources.defaults();
    FeatureKey key = keyOf(plain.withCompute(Compute.of(1, Precision.FLOAT32)));
    assertThat(keyOf(plain.withCompute(Compute.of(16, Precision.FLOAT32)))).isEqualTo(key);
    assertThat(key.libtorch()).isEqualTo(Native.libtorch());
    assertThat(key.instructions()).isEqualTo(Native.instructions());
  }

  private static FeatureKey keyOf(Resources resources) {
    var seen = Preprocessing.squash(32, List.of(0f, 0f, 0f), List.of(1f, 1f, 1f));
    return FeatureKey.of(Architecture.named("resnet18"), 5, "weights", seen, resources);
  }

  @Test
  void aFileUnderAnotherKeysNameIsRefused() throws IOException {
    fill("a", 3);
    Path wrong =
        Files.createDirectories(new FeatureFolders(new FeatureCache(folder, 0)).folder(key("b")));
    Files.move(onlyFile(), wrong.resolve("0.rows"));
    try (Features features = features()) {
      assertThat(features.store(key("b")).has(keys(0, 1).get(0))).isFalse();
    }
    assertThat(notices).singleElement().asString().contains("other features than its folder");
  }

  @Test
  void aTornFileIsRemovedWithANotice() throws IOException {
    fill("a", 3);
    Path file = onlyFile();
    Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), 400));
    try (Features features = features()) {
      assertThat(keys(0, 3)).noneMatch(features.store(key("a"))::has);
    }
    assertThat(notices).singleElement().asString().contains("cut short", "computed again");
    assertThat(file).doesNotExist();
  }

  @Test
  void aDamagedRowAloneIsComputedAgain() throws IOException {
    fill("a", 3);
    Path file = onlyFile();
    byte[] bytes = Files.readAllBytes(file);
    int lines = bytes.length - 16 - 3 * 24;
    bytes[lines - WIDTH * Float.BYTES] ^= 1; // the last row's first byte
    Files.write(file, bytes);
    List<RowKey> all = keys(0, 3);
    try (Features features = features()) {
      FeatureStore store = features.store(key("a"));
      assertThat(all.stream().map(store::has)).containsExactly(true, true, false);
      assertThat(notices).singleElement().asString().contains("damaged", file.toString());
      put(store, all.subList(2, 3));
      assertHolds(store, all);
    }
    try (Features features = features()) {
      assertHolds(features.store(key("a")), all);
    }
    assertThat(notices).as("mended: no notice the second time").hasSize(1);
  }

  @Test
  void aCrashLeavesNothingWrong() throws IOException {
    try (Features features = features()) {
      put(features.store(key("a")), keys(0, 5));
      try (Features other = features()) { // what a crashed process would leave is there now
        assertThat(keys(0, 5)).noneMatch(other.store(key("a"))::has);
      }
    }
    assertThat(notices).isEmpty();
  }

  @Test
  void twoProcessesWriteAtOnce() throws Exception {
    int threads = 4;
    var pool = Executors.newFixedThreadPool(threads);
    var work = new ArrayList<Callable<Integer>>();
    for (int t = 0; t < threads; t++) {
      int from = t * 20;
      work.add(
          () -> {
            var cache = new FeatureCache(folder, 1 << 20);
            var resources = Resources.defaults().withFeatureCache(cache);
            int kept = 0;
            for (int turn = 0; turn < 5; turn++) {
              try (var features = new Features(resources, event -> {})) {
                kept += put(features.store(key("a")), keys(from, from + 30)); // they overlap
              }
            }
            return kept;
          });
    }
    for (var done : pool.invokeAll(work)) {
      assertThat(done.get()).isEqualTo(150);
    }
    pool.shutdown();
    try (Features features = features()) {
      assertHolds(features.store(key("a")), keys(0, 90));
    }
    assertThat(notices).isEmpty();
  }

  @Test
  void clearingWhileInUseLosesNoRowOfTheUser() throws IOException {
    fill("a", 6);
    var cache = new FeatureFolders(new FeatureCache(folder, 1 << 20));
    try (Features features = features()) {
      FeatureStore store = features.store(key("a"));
      put(store, keys(6, 8));
      cache.delete(cache.entries().get(0));
      assertThat(cache.entries()).isEmpty();
      assertHolds(store, keys(0, 8));
    }
    assertThat(cache.entries()).isEmpty();
  }

  @Test
  void theLongestUnusedGoesFirst() throws IOException {
    for (String weights : List.of("a", "b", "c")) {
      fill(weights, 20);
      Path used = new FeatureFolders(new FeatureCache(folder, 0)).folder(key(weights));
      Files.setLastModifiedTime(
          used, java.nio.file.attribute.FileTime.fromMillis(weights.charAt(0) * 1000L));
    }
    long three =
        new FeatureFolders(new FeatureCache(folder, 0))
            .entries().stream().mapToLong(e -> e.bytes()).sum();
    try (Features features = features(three, 0)) {
      assertThat(features.store(key("a")).has(keys(0, 1).get(0))).isTrue(); // used again now
      put(features.store(key("d")), keys(0, 10));
    }
    assertThat(
            new FeatureFolders(new FeatureCache(folder, 0)).entries().stream().map(e -> e.folder()))
        .doesNotContain(new FeatureFolders(new FeatureCache(folder, 0)).folder(key("b")))
        .contains(
            new FeatureFolders(new FeatureCache(folder, 0)).folder(key("a")),
            new FeatureFolders(new FeatureCache(folder, 0)).folder(key("c")),
            new FeatureFolders(new FeatureCache(folder, 0)).folder(key("d")));
  }

  @Test
  void whatTheDiskHasNoRoomForIsRememberedInMemoryWithinItsLimit() {
    long rowBytes = WIDTH * Float.BYTES;
    try (Features features = features(3 * rowBytes, 2 * rowBytes)) {
      FeatureStore store = features.store(key("a"));
      assertThat(put(store, keys(0, 3))).isEqualTo(3);
      assertThat(put(store, keys(3, 6))).as("two in memory, one nowhere").isEqualTo(2);
      assertHolds(store, keys(0, 5));
      assertThat(store.has(keys(0, 6).get(5))).isFalse();
      assertThat(store.describe()).contains("kept in the feature cache", "in memory");
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsToldAndHindersNothing() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    var resources =
        Resources.defaults().withFeatureCache(FeatureCache.defaults(file.resolve("inner")));
    try (var features =
        new Features(resources, event -> notices.add(((Event.Notice) event).text()))) {
      FeatureStore store = features.store(key("a"));
      assertThat(put(store, keys(0, 3))).isEqualTo(3);
      assertHolds(store, keys(0, 3));
    }
    assertThat(notices)
        .singleElement()
        .asString()
        .contains(file.resolve("inner").toString(), "--feature-cache");
  }

  /** 100,000 pooled features of ResNet-18 are 205 MB: in files they are not in this process. */
  @Test
  void aHundredThousandFeaturesHardlyTakeMemory() {
    int batches = 1000;
    try (Features features = features(1L << 30, 0)) {
      FeatureStore store = features.store(key("a"));
      List<RowKey> all = FeatureFileTest.keys(100 * batches);
      float[] values = new float[100 * 512];
      long before = usedHeap();
      for (int batch = 0; batch < batches; batch++) {
        values[511] = batch;
        store.expect(100);
        try (var scope = Scope.withoutGradients()) {
          List<RowKey> rows = all.subList(100 * batch, 100 * batch + 100);
          assertThat(store.put(rows, Tensor.of(values, 100, 512))).isEqualTo(100);
        }
      }
      for (int batch = 0; batch < batches; batch++) {
        try (var scope = Scope.withoutGradients()) {
          List<RowKey> rows = all.subList(100 * batch, 100 * batch + 100);
          assertThat(rows).allMatch(store::has);
          assertThat(store.get(rows).floats()[511]).isEqualTo(batch);
        }
      }
      assertThat(store.describe()).isEqualTo("204.8 MB kept in the feature cache");
      assertThat(usedHeap() - before).isLessThan(60L << 20);
    }
  }

  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void entriesSayWhatIsThere() throws IOException {
    fill("a", 7);
    assertThat(new FeatureFolders(new FeatureCache(folder, 0)).entries())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.backbone()).isEqualTo("net");
              assertThat(entry.lastStage()).isEqualTo("stem");
              assertThat(entry.views()).isEqualTo(7);
              assertThat(entry.bytes()).isEqualTo(Files.size(onlyFile()));
            });
  }
}

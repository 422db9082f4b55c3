package dev.graft.train;

import dev.graft.torch.StoredTensor;
import dev.graft.torch.WeightFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** SHA-256 over all that a checkpoint holds, which stands in its header: a damaged one shows. */
final class CheckpointDigest {

  /** The header's field with the digest, which is over all others. */
  static final String KEY = "sha256";

  private final MessageDigest digest;

  private CheckpointDigest() {
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /** 64 hex digits, whatever the order of the tensors and fields. */
  static String of(Map<String, String> metadata, Collection<StoredTensor> tensors) {
    var all = new CheckpointDigest();
    new TreeMap<>(metadata)
        .forEach(
            (key, value) -> {
              if (!key.equals(KEY)) {
                all.add(key);
                all.add(value);
              }
            });
    tensors.stream().sorted(Comparator.comparing(StoredTensor::name)).forEach(all::add);
    return HexFormat.of().formatHex(all.digest.digest());
  }

  /** Whether the file holds a digest and it is that of the rest. */
  static boolean isThatOf(WeightFile file) {
    String stored = file.metadata().get(KEY);
    return stored != null && stored.equals(of(file.metadata(), file.tensors().values()));
  }

  private void add(StoredTensor tensor) {
    add(tensor.name());
    add(tensor.type() + Arrays.toString(tensor.shape()));
    digest.update(tensor.bytes());
  }

  /** With its length ahead, so that no two lists of texts are the same bytes. */
  private void add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
    digest.update(bytes);
  }
}

package dev.graft.train;

import dev.graft.files.Digest;
import dev.graft.torch.files.WeightFile;
import dev.graft.torch.tensors.StoredTensor;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** SHA-256 over all that a checkpoint holds, which stands in its header: a damaged one shows. */
final class CheckpointDigest {

  /** The header's field with the digest, which is over all others. */
  static final String KEY = "sha256";

  private CheckpointDigest() {}

  /** 64 hex digits, whatever the order of the tensors and fields. */
  static String of(Map<String, String> metadata, Collection<StoredTensor> tensors) {
    Digest all = Digest.sha256();
    new TreeMap<>(metadata)
        .forEach(
            (key, value) -> {
              if (!key.equals(KEY)) {
                all.add(key).add(value);
              }
            });
    tensors.stream()
        .sorted(Comparator.comparing(StoredTensor::name))
        .forEach(
            tensor ->
                all.add(tensor.name())
                    .add(tensor.type() + Arrays.toString(tensor.shape()))
                    .add(tensor.bytes()));
    return all.hex();
  }

  /** Whether the file holds a digest and it is that of the rest. */
  static boolean isThatOf(WeightFile file) {
    String stored = file.metadata().get(KEY);
    return stored != null && stored.equals(of(file.metadata(), file.tensors().values()));
  }
}

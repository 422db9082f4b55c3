package dev.graft.torch.files;

import dev.graft.torch.tensors.ElementType;

/**
 * A reference from a pickle to a run of elements stored beside it.
 *
 * @param type null for an untyped storage, whose {@code count} is in bytes
 * @param viewOffset first element that this storage sees of the one under {@code key}
 * @param viewCount how many it sees
 */
record PickledStorage(String key, ElementType type, long count, long viewOffset, long viewCount) {

  PickledStorage {
    int width = type == null ? 1 : type.bytes();
    if (count < 0 || count > Long.MAX_VALUE / width) {
      throw new IllegalArgumentException("storage " + key + " claims " + count + " elements");
    }
    if (viewOffset < 0 || viewCount < 0 || viewCount > count || viewOffset > count - viewCount) {
      throw new IllegalArgumentException("a view of storage " + key + " leaves it");
    }
  }

  /** Size of the whole storage in bytes. */
  long bytes() {
    return count * (type == null ? 1 : type.bytes());
  }
}

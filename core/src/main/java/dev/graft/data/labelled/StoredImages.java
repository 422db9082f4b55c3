package dev.graft.data.labelled;

import dev.graft.data.format.ImageDecoder;
import dev.graft.data.image.Detail;
import dev.graft.data.image.Image;
import dev.graft.data.source.ContentHash;
import dev.graft.data.store.FileFormat;
import dev.graft.data.store.FileStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Image files in a {@link FileStore}, decoded when asked for. */
public final class StoredImages implements EncodedSource {

  /** One labelled file: its path in the store, the name shown to people, and its group, if any. */
  public record Item(String path, String name, int label, Optional<String> group) {}

  private final FileStore store;
  private final List<String> classNames;
  private final List<Item> items;
  private final Fingerprint fingerprint = new Fingerprint(this);
  private final ContentHashes hashes;

  public StoredImages(FileStore store, List<String> classNames, List<Item> items) {
    this.store = store;
    this.classNames = List.copyOf(classNames);
    this.items = List.copyOf(items);
    this.hashes = new ContentHashes(items.size());
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public int size() {
    return items.size();
  }

  @Override
  public int label(int i) {
    return items.get(i).label();
  }

  @Override
  public String name(int i) {
    return items.get(i).name();
  }

  @Override
  public Optional<String> group(int i) {
    return items.get(i).group();
  }

  @Override
  public byte[] encoded(int i) throws IOException {
    return hashes.note(i, store.read(items.get(i).path(), FileStore.MAX_IMAGE_BYTES));
  }

  @Override
  public Image decode(int i, byte[] encoded, Detail detail) {
    return ImageDecoder.decode(encoded, name(i), detail);
  }

  @Override
  public String format(byte[] encoded) {
    return FileFormat.of(encoded);
  }

  @Override
  public ContentHash contentHash(int i) {
    return hashes.of(this, i);
  }

  @Override
  public String fingerprint() {
    return fingerprint.hex();
  }
}

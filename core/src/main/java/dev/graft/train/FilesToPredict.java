package dev.graft.train;

import dev.graft.data.format.ImageDecoder;
import dev.graft.data.image.Detail;
import dev.graft.data.image.Image;
import dev.graft.data.image.UnreadableImageException;
import dev.graft.data.source.ContentHash;
import dev.graft.data.source.ImageSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Image files without labels. One that cannot be read is black, and why is remembered. */
final class FilesToPredict implements ImageSource {

  private final List<Path> files;
  private final List<String> classNames;
  private final AtomicReferenceArray<String> problems;

  FilesToPredict(List<Path> files, List<String> classNames) {
    this.files = List.copyOf(files);
    this.classNames = classNames;
    this.problems = new AtomicReferenceArray<>(files.size());
  }

  Path file(int i) {
    return files.get(i);
  }

  /** Why file {@code i} could not be read, once it was asked for. */
  Optional<String> problem(int i) {
    return Optional.ofNullable(problems.get(i));
  }

  @Override
  public Image image(int i, Detail detail) {
    try {
      return ImageDecoder.decode(files.get(i), detail);
    } catch (UnreadableImageException e) {
      problems.set(i, e.reason());
      return new Image(1, 1, new byte[3]);
    }
  }

  @Override
  public Image image(int i) {
    return image(i, Detail.FULL);
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public int size() {
    return files.size();
  }

  /** None is known; loaders want a number. */
  @Override
  public int label(int i) {
    return 0;
  }

  @Override
  public String name(int i) {
    return files.get(i).toString();
  }

  @Override
  public ContentHash contentHash(int i) {
    throw new UnsupportedOperationException("nothing of these files is remembered");
  }

  @Override
  public String fingerprint() {
    throw new UnsupportedOperationException("nothing of these files is remembered");
  }
}

package dev.graft.data.labelled;

import dev.graft.data.image.Detail;
import dev.graft.data.image.Image;
import dev.graft.data.source.ContentHash;
import dev.graft.data.source.ImageSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The same images with their classes in another order: labels follow the names. */
public final class ReorderedClasses implements ImageSource {

  private final ImageSource source;
  private final List<String> classNames;
  private final int[] labels;

  private ReorderedClasses(ImageSource source, List<String> classNames, int[] labels) {
    this.source = source;
    this.classNames = List.copyOf(classNames);
    this.labels = labels;
  }

  /**
   * {@code source} with {@code classNames}, which are its own in whatever order; more may be among
   * them, which have no image then.
   *
   * @throws IllegalArgumentException naming classes of the source that are not among them
   */
  public static ImageSource of(ImageSource source, List<String> classNames) {
    if (source.classNames().equals(classNames)) {
      return source;
    }
    var unknown = new ArrayList<>(source.classNames());
    unknown.removeAll(classNames);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "the images' classes %s are not among %s".formatted(unknown, classNames));
    }
    int[] labels = source.classNames().stream().mapToInt(classNames::indexOf).toArray();
    return new ReorderedClasses(source, classNames, labels);
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public int size() {
    return source.size();
  }

  @Override
  public int label(int i) {
    return labels[source.label(i)];
  }

  @Override
  public String name(int i) {
    return source.name(i);
  }

  @Override
  public Optional<String> group(int i) {
    return source.group(i);
  }

  @Override
  public Image image(int i) {
    return source.image(i);
  }

  @Override
  public Image image(int i, Detail detail) {
    return source.image(i, detail);
  }

  @Override
  public ContentHash contentHash(int i) {
    return source.contentHash(i);
  }

  @Override
  public String fingerprint() {
    return source.fingerprint();
  }
}

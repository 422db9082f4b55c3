package dev.graft.app.serve;

import dev.graft.data.image.Detail;
import dev.graft.data.image.Image;
import dev.graft.data.source.ContentHash;
import dev.graft.data.source.ImageSource;
import java.util.List;

/**
 * Some images of another source.
 *
 * @param chosen their numbers there, in order
 */
record Selection(ImageSource whole, List<Integer> chosen) implements ImageSource {

  Selection {
    chosen = List.copyOf(chosen);
  }

  @Override
  public List<String> classNames() {
    return whole.classNames();
  }

  @Override
  public int size() {
    return chosen.size();
  }

  @Override
  public int label(int i) {
    return whole.label(chosen.get(i));
  }

  @Override
  public String name(int i) {
    return whole.name(chosen.get(i));
  }

  @Override
  public Image image(int i) {
    return whole.image(chosen.get(i));
  }

  @Override
  public Image image(int i, Detail detail) {
    return whole.image(chosen.get(i), detail);
  }

  @Override
  public ContentHash contentHash(int i) {
    return whole.contentHash(chosen.get(i));
  }

  @Override
  public String fingerprint() {
    throw new UnsupportedOperationException("nobody keeps results of a selection");
  }
}

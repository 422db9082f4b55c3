package dev.graft.data.cifar;

import dev.graft.data.image.Detail;
import dev.graft.data.image.Image;
import dev.graft.data.labelled.ContentHashes;
import dev.graft.data.labelled.EncodedSource;
import dev.graft.data.labelled.Fingerprint;
import dev.graft.data.source.ContentHash;
import java.util.List;

/** CIFAR images in memory, 3 KiB each, in their original order. */
final class CifarImages implements EncodedSource {

  private static final int SIDE = 32;
  private static final int PLANE = SIDE * SIDE;

  private final List<String> classNames;
  private final List<CifarBatch> batches;
  private final int size;
  private final Fingerprint fingerprint = new Fingerprint(this);
  private final ContentHashes hashes;

  CifarImages(List<String> classNames, List<CifarBatch> batches) {
    this.classNames = List.copyOf(classNames);
    this.batches = List.copyOf(batches);
    this.size = batches.stream().mapToInt(CifarBatch::size).sum();
    this.hashes = new ContentHashes(size);
  }

  /** A batch and a position in it. */
  private record Place(CifarBatch batch, int index) {}

  private Place place(int i) {
    int at = i;
    for (CifarBatch batch : batches) {
      if (at < batch.size()) {
        return new Place(batch, at);
      }
      at -= batch.size();
    }
    throw new IndexOutOfBoundsException("image " + i + " of " + size);
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int label(int i) {
    Place place = place(i);
    return place.batch().label(place.index());
  }

  @Override
  public String name(int i) {
    Place place = place(i);
    return place.batch().name() + "/" + place.index();
  }

  @Override
  public byte[] encoded(int i) {
    Place place = place(i);
    return hashes.note(i, place.batch().planes(place.index()));
  }

  /** From three planes (CHW) to three bytes a pixel (HWC). */
  @Override
  public Image decode(int i, byte[] planes, Detail detail) {
    byte[] rgb = new byte[planes.length];
    for (int p = 0; p < PLANE; p++) {
      for (int channel = 0; channel < 3; channel++) {
        rgb[3 * p + channel] = planes[channel * PLANE + p];
      }
    }
    return new Image(SIDE, SIDE, rgb);
  }

  @Override
  public String format(byte[] encoded) {
    return "raw RGB";
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

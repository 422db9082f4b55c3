package dev.graft.torch.files;

import dev.graft.torch.WeightFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * Reads what {@code torch.save} writes since PyTorch 1.6: a zip of {@code NAME/data.pkl} and one
 * entry {@code NAME/data/KEY} per storage, usually uncompressed.
 */
final class TorchZip {

  private static final int MAX_PICKLE = 32 << 20; // bytes; ResNet-152 takes 150,000

  private final FileBytes file;
  private final ZipFile zip;
  private final String folder;
  private final Map<String, ByteBuffer> inflated = new HashMap<>();
  private long inflateLimit;

  private TorchZip(FileBytes file, ZipFile zip) throws IOException {
    this.file = file;
    this.zip = zip;
    this.folder = folder();
    this.inflateLimit = 16 * file.size() + (64L << 20); // weights hardly compress
  }

  static boolean recognises(ByteBuffer head) {
    return head.remaining() >= 4 && head.get(0) == 'P' && head.get(1) == 'K' && head.get(2) == 3;
  }

  static WeightFile read(FileBytes file) throws IOException {
    try (ZipFile zip = ZipFile.builder().setPath(file.path()).get()) {
      return new TorchZip(file, zip).read();
    } catch (WeightFileException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Damaged archives reach the zip reader's own checks, and now and then pass them by.
      throw new WeightFileException(
          file.path(), "damaged zip archive, perhaps not downloaded whole: " + e.getMessage(), e);
    }
  }

  private WeightFile read() throws IOException {
    ZipArchiveEntry order = zip.getEntry(folder + "byteorder");
    if (order != null) {
      String name = StandardCharsets.US_ASCII.decode(bytes(order, 16)).toString();
      if (!name.equals("little")) {
        throw new WeightFileException(
            file.path(), "was saved on a big-endian machine, which Graft does not read");
      }
    }
    ByteBuffer pickle = bytes(zip.getEntry(folder + "data.pkl"), MAX_PICKLE);
    return new StateDict(file, new TorchPickle(file.path(), pickle)).read(this::storage);
  }

  private String folder() throws WeightFileException {
    String found = null;
    for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
      String name = entry.getName();
      if (name.endsWith("/constants.pkl")) {
        throw new WeightFileException(
            file.path(),
            "is a TorchScript program; in Python, save the weights alone: "
                + "torch.save(torch.jit.load(file).state_dict(), other)");
      }
      if (name.endsWith("/data.pkl") && name.indexOf('/') == name.length() - 9) {
        if (found != null) {
          throw new WeightFileException(file.path(), "holds more than one data.pkl");
        }
        found = name.substring(0, name.length() - 8);
      }
    }
    if (found == null) {
      throw new WeightFileException(
          file.path(), "is a zip archive, but not one that torch.save wrote (it has no data.pkl)");
    }
    return found;
  }

  private ByteBuffer storage(PickledStorage storage) throws IOException {
    ZipArchiveEntry entry = zip.getEntry(folder + "data/" + storage.key());
    if (entry == null || entry.getSize() != storage.bytes()) {
      throw new WeightFileException(
          file.path(),
          "storage %s should have %d bytes, %s"
              .formatted(
                  storage.key(),
                  storage.bytes(),
                  entry == null ? "but is missing" : "has " + entry.getSize()));
    }
    return bytes(entry, Integer.MAX_VALUE);
  }

  private ByteBuffer bytes(ZipArchiveEntry entry, int limit) throws IOException {
    String name = entry.getName();
    Iterator<ZipArchiveEntry> same = zip.getEntries(name).iterator();
    same.next();
    if (same.hasNext()) {
      throw new WeightFileException(file.path(), "holds two entries named " + name);
    }
    if (entry.getSize() < 0 || entry.getSize() > limit) {
      throw new WeightFileException(
          file.path(), "%s claims %d bytes, too many".formatted(name, entry.getSize()));
    }
    if (entry.getGeneralPurposeBit().usesEncryption()) {
      throw new WeightFileException(file.path(), "is encrypted");
    }
    if (entry.getMethod() == ZipEntry.STORED) {
      return file.slice(entry.getDataOffset(), entry.getSize(), name);
    }
    if (entry.getMethod() == ZipEntry.DEFLATED) {
      return inflate(entry);
    }
    throw new WeightFileException(file.path(), name + " is compressed in a way Graft cannot read");
  }

  private ByteBuffer inflate(ZipArchiveEntry entry) throws IOException {
    ByteBuffer known = inflated.get(entry.getName());
    if (known != null) {
      return known.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }
    inflateLimit -= entry.getSize();
    if (inflateLimit < 0) {
      throw new WeightFileException(file.path(), "unpacks to far more bytes than weights would");
    }
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes((int) entry.getSize());
      if (bytes.length != entry.getSize() || in.read() >= 0) {
        throw new WeightFileException(
            file.path(), entry.getName() + " unpacks to another size than the archive says");
      }
      ByteBuffer result = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      inflated.put(entry.getName(), result);
      return result;
    }
  }
}

package dev.graft.data.store;

import dev.graft.data.source.DataException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** Lists a zip from its central directory. */
final class ZipIndexer {

  // The file type bits of a Unix mode, and the two types that are allowed.
  private static final int TYPE_MASK = 0170000;
  private static final int TYPE_FILE = 0100000;
  private static final int TYPE_FOLDER = 0040000;

  private ZipIndexer() {}

  static void index(Path path, ArchiveIndex index) throws IOException {
    try (ZipFile zip = ZipFile.builder().setPath(path).get()) {
      for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
        add(entry, index);
      }
    } catch (DataException e) {
      throw e;
    } catch (IOException e) {
      // The directory stands at a zip's end, so this is what is missing first.
      throw index.damaged("the archive is cut short, or no zip: " + Reasons.of(e), e);
    }
  }

  private static void add(ZipArchiveEntry entry, ArchiveIndex index) throws DataException {
    String name = entry.getName();
    if (entry.isUnixSymlink()) {
      throw index.refuse(name, "is a link");
    }
    int type = entry.getUnixMode() & TYPE_MASK;
    if (type != 0 && type != TYPE_FILE && type != TYPE_FOLDER) {
      throw index.refuse(name, "is neither a file nor a folder");
    }
    if (entry.isDirectory()) {
      index.addFolder(name);
      return;
    }
    if (entry.getGeneralPurposeBit().usesEncryption()) {
      throw index.refuse(name, "is encrypted");
    }
    boolean deflated = entry.getMethod() == ZipEntry.DEFLATED;
    if (!deflated && entry.getMethod() != ZipEntry.STORED) {
      throw index.refuse(name, "is packed by method " + entry.getMethod() + "; 0 and 8 are known");
    }
    if (!deflated && entry.getSize() != entry.getCompressedSize()) {
      throw index.refuse(name, "is stored in another size than its own");
    }
    index.addFile(
        name,
        entry.getDataOffset(),
        entry.getCompressedSize(),
        entry.getSize(),
        deflated,
        entry.getCrc());
  }
}

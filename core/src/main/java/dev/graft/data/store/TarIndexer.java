package dev.graft.data.store;

import dev.graft.data.source.DataException;
import java.io.IOException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Lists a tar: one pass over its headers, the files' bytes skipped. */
final class TarIndexer {

  private static final int RECORD_BYTES = 512;

  private TarIndexer() {}

  static void index(PositionalFile file, ArchiveIndex index) throws IOException {
    PositionalInput input = new PositionalInput(file);
    // Not closed: the file stays open for the reads to come.
    // Lenient about owners and times, which are of no interest.
    TarArchiveInputStream tar =
        new TarArchiveInputStream(
            input, TarConstants.DEFAULT_BLKSIZE, TarConstants.DEFAULT_RCDSIZE, "UTF-8", true);
    long end = 0;
    TarArchiveEntry entry;
    try {
      while ((entry = tar.getNextEntry()) != null) {
        add(entry, input.position(), index);
        long records = (entry.getSize() + RECORD_BYTES - 1) / RECORD_BYTES;
        end = input.position() + (entry.isDirectory() ? 0 : records * RECORD_BYTES);
      }
    } catch (DataException e) {
      throw e;
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains("runcated")) {
        throw index.truncated(e);
      }
      throw e;
    }
    // Two empty records end a tar; without them nothing tells whether more was to come.
    if (end + RECORD_BYTES > file.size()) {
      throw index.truncated(null);
    }
  }

  private static void add(TarArchiveEntry entry, long offset, ArchiveIndex index)
      throws DataException {
    String name = entry.getName();
    if (entry.isLink() || entry.isSymbolicLink()) {
      throw index.refuse(name, "is a link to " + entry.getLinkName());
    }
    if (entry.isDirectory()) {
      index.addFolder(name);
      return;
    }
    if (entry.isSparse()) {
      throw index.refuse(name, "is stored sparsely, which is not supported");
    }
    switch (entry.getLinkFlag()) {
      case TarConstants.LF_OLDNORM, TarConstants.LF_NORMAL, TarConstants.LF_CONTIG ->
          index.addFile(name, offset, entry.getSize(), entry.getSize(), false, -1);
      default -> throw index.refuse(name, "is neither a file nor a folder");
    }
  }
}

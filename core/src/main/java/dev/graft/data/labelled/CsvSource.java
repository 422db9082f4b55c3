package dev.graft.data.labelled;

import dev.graft.data.source.DataException;
import dev.graft.data.source.Grouping;
import dev.graft.data.source.Split;
import dev.graft.data.store.FileStore;
import dev.graft.data.store.FolderStore;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads a table of images: columns {@code path,label} and possibly {@code split}, in any order,
 * with a header, in UTF-8, and possibly one that names groups. Paths are relative to the table's
 * folder, or absolute.
 */
public final class CsvSource {

  private static final int NAMED_LINES = 10;

  /** Columns that name groups unasked; the first that is there does. */
  private static final List<String> GROUP_COLUMNS = List.of("group", "patient");

  private static final String EXAMPLE = "the header is path,label or path,label,split";

  private record Row(String path, String label, Split split, Optional<String> group) {}

  private final Path csv;
  private final String location;
  private final List<Row> rows = new ArrayList<>();
  private final List<String> bad = new ArrayList<>();
  private final Map<String, Long> lineOfPath = new HashMap<>();
  private final List<String> notes = new ArrayList<>();
  private final Map<String, Optional<String>> groups = new HashMap<>();
  private final Grouping grouping;
  private boolean hasSplits;
  private Optional<String> groupColumn = Optional.empty();

  private CsvSource(Path csv, String location, Grouping grouping) {
    this.csv = csv;
    this.location = location;
    this.grouping = grouping;
  }

  public static LabelledSplits read(Path csv, String name, String location, Grouping grouping)
      throws DataException {
    CsvSource source = new CsvSource(csv, location, grouping);
    source.parse();
    return source.labelled(name);
  }

  private void parse() throws DataException {
    CSVFormat format =
        CSVFormat.DEFAULT
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setIgnoreHeaderCase(true)
            .setTrim(true)
            .setIgnoreEmptyLines(true)
            .get();
    long line = 1;
    try (Reader reader = Files.newBufferedReader(csv, StandardCharsets.UTF_8)) {
      skipByteOrderMark(reader);
      try (CSVParser parser = CSVParser.builder().setReader(reader).setFormat(format).get()) {
        checkHeader(parser.getHeaderNames());
        for (CSVRecord cells : parser) {
          line = parser.getCurrentLineNumber();
          row(cells, line);
        }
      }
    } catch (DataException e) {
      throw e;
    } catch (CharacterCodingException e) {
      throw new DataException(location, "is not UTF-8 text", "save it as UTF-8", e);
    } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
      throw new DataException(
          location, "bad CSV after line " + line + ": " + e.getMessage(), EXAMPLE, e);
    }
    report();
  }

  private static void skipByteOrderMark(Reader reader) throws IOException {
    reader.mark(1);
    if (reader.read() != '\uFEFF') {
      reader.reset();
    }
  }

  private void checkHeader(List<String> header) throws DataException {
    List<String> names = header.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    if (!names.contains("path") || !names.contains("label")) {
      throw new DataException(
          location,
          "the columns are " + String.join(",", header) + ", not path and label",
          EXAMPLE);
    }
    hasSplits = names.contains("split");
    groupColumn = groupColumn(names);
  }

  /** In lower case; the cells are found in whatever case. */
  private Optional<String> groupColumn(List<String> names) throws DataException {
    if (!(grouping instanceof Grouping.ByColumn column)) {
      return grouping instanceof Grouping.Usual ? usualColumn(names) : Optional.empty();
    }
    String wanted = column.name().trim().toLowerCase(Locale.ROOT);
    if (!names.contains(wanted)) {
      throw new DataException(
          location,
          "there is no column %s to group images by: the columns are %s"
              .formatted(column.name(), String.join(", ", names)),
          "name one of these with --group-column, or leave it out");
    }
    return Optional.of(wanted);
  }

  private Optional<String> usualColumn(List<String> names) {
    List<String> found = GROUP_COLUMNS.stream().filter(names::contains).toList();
    for (String other : found.subList(Math.min(1, found.size()), found.size())) {
      notes.add(
          "the column %s groups no images, because the column %s does"
              .formatted(other, found.get(0)));
    }
    return found.stream().findFirst();
  }

  private void row(CSVRecord cells, long line) {
    if (!cells.isConsistent()) {
      bad.add("line " + line + " has " + cells.size() + " cells");
      return;
    }
    String path = cells.get("path");
    String label = cells.get("label");
    if (path.isEmpty() || label.isEmpty()) {
      bad.add("line " + line + " has no " + (path.isEmpty() ? "path" : "label"));
      return;
    }
    Optional<Split> split =
        hasSplits ? FolderLayout.splitNamed(cells.get("split")) : Optional.of(Split.TRAIN);
    if (split.isEmpty()) {
      bad.add("line %d has the split \"%s\"".formatted(line, cells.get("split")));
      return;
    }
    try {
      Path file = csv.resolveSibling(path).normalize();
      Long other = lineOfPath.putIfAbsent(file.toString(), line);
      if (other != null) {
        bad.add("line " + line + " repeats " + path + " of line " + other);
      } else if (!Files.isRegularFile(file)) {
        bad.add("line " + line + " names " + path + ", which is no file");
      } else {
        rows.add(new Row(path, label, split.get(), group(cells)));
      }
    } catch (InvalidPathException e) {
      bad.add("line " + line + " has no valid path: " + e.getReason());
    }
  }

  /** One object for all rows of a group; an empty cell names none. */
  private Optional<String> group(CSVRecord cells) {
    return groupColumn
        .map(cells::get)
        .filter(name -> !name.isEmpty())
        .flatMap(name -> groups.computeIfAbsent(name, Optional::of));
  }

  private void report() throws DataException {
    if (!bad.isEmpty()) {
      List<String> named = bad.subList(0, Math.min(NAMED_LINES, bad.size()));
      int more = bad.size() - named.size();
      throw new DataException(
          location,
          "%d bad %s: %s%s"
              .formatted(
                  bad.size(),
                  bad.size() == 1 ? "row" : "rows",
                  String.join("; ", named),
                  more > 0 ? "; and " + more + " more" : ""),
          "paths are relative to the CSV's folder, splits are train, val or test");
    }
    if (rows.isEmpty()) {
      throw new DataException(location, "has no rows", "add a row path,label for each image");
    }
  }

  private LabelledSplits labelled(String name) {
    TreeSet<String> labels = new TreeSet<>();
    rows.forEach(row -> labels.add(row.label()));
    List<String> classNames = new ArrayList<>(labels);
    Map<String, Integer> numbers = new HashMap<>();
    classNames.forEach(label -> numbers.put(label, numbers.size()));
    Map<Split, List<StoredImages.Item>> items = new EnumMap<>(Split.class);
    for (Row row : rows) {
      items
          .computeIfAbsent(row.split(), split -> new ArrayList<>())
          .add(
              new StoredImages.Item(row.path(), row.path(), numbers.get(row.label()), row.group()));
    }
    FileStore store = new SiblingFiles(csv);
    Map<Split, EncodedSource> parts = new EnumMap<>(Split.class);
    items.forEach((split, part) -> parts.put(split, new StoredImages(store, classNames, part)));
    Optional<String> groupedBy = groupColumn.map(column -> "the column " + column);
    return new LabelledSplits(name, location, classNames, parts, true, notes, groupedBy, store);
  }

  /** Files named by their path relative to the table. */
  private record SiblingFiles(Path csv) implements FileStore {

    @Override
    public List<String> files() {
      return List.of();
    }

    @Override
    public List<String> folders() {
      return List.of();
    }

    @Override
    public byte[] read(String path, long maxBytes) throws IOException {
      return FolderStore.readFile(csv.resolveSibling(path), maxBytes);
    }

    @Override
    public void close() {}
  }
}

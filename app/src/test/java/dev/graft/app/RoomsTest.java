package dev.graft.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The order of all rooms, the library's and then the program's, as docs/ARCHITECTURE.md has it. */
final class RoomsTest {

  /** Each with those before it in sight and none after it. */
  private static final List<String> ROOMS =
      List.of(
          "files.pickle",
          "files",
          "draw",
          "torch",
          "torch.tensors",
          "torch.files",
          "torch.layers",
          "torch.compute",
          "data.image",
          "data.source",
          "data.store",
          "data.format",
          "data.labelled",
          "data.cifar",
          "data.loading",
          "data.batch",
          "data",
          "backbone.fetch",
          "backbone.graph",
          "backbone",
          "backbone.family",
          "train.evaluation",
          "train.cache",
          "train.strategy",
          "train.record",
          "train.features",
          "train.loop",
          "train",
          "train.pretraining",
          "compare.record",
          "compare.summary",
          "compare.advice",
          "compare.search",
          "compare.curve",
          "compare.check",
          "compare",
          "export",
          "app.http",
          "app.manual",
          "app.report.json",
          "app.report.text",
          "app.report.html.drawing",
          "app.report.html",
          "app.serve",
          "app.watch",
          "app.cli.values",
          "app.cli.terminal",
          "app.cli.results",
          "app.cli.options",
          "app.cli.run",
          "app.cli");

  /** More files, and nobody finds one without a search. */
  private static final int MOST_FILES = 25;

  /** One list of layers, sealed: Java wants them in one package. */
  private static final String LAYERS = "dev.graft.torch.layers";

  private static final int MOST_LAYERS = 35;

  private static final int MOST_LINES = 300;

  private static final int MOST_LINES_OF_METHOD = 40;

  private static JavaClasses all;

  @BeforeAll
  static void read() {
    all =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.graft");
  }

  @TestFactory
  Stream<DynamicTest> roomsSeeWhatIsBelowThem() {
    return IntStream.range(0, ROOMS.size())
        .mapToObj(
            i ->
                DynamicTest.dynamicTest(
                    ROOMS.get(i), () -> checkSight(ROOMS.get(i), ROOMS.subList(0, i + 1))));
  }

  private static void checkSight(String room, List<String> inSight) {
    String[] allowed = inSight.stream().map("dev.graft."::concat).toArray(String[]::new);
    classes()
        .that()
        .resideInAPackage("dev.graft." + room)
        .should()
        .onlyDependOnClassesThat(
            JavaClass.Predicates.resideInAnyPackage(allowed)
                .or(JavaClass.Predicates.resideOutsideOfPackage("dev.graft..")))
        .because("docs/ARCHITECTURE.md says so: read it before changing this")
        .check(all);
  }

  @Test
  void everyRoomIsListedAndSmall() {
    Map<String, Long> files =
        all.stream()
            .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
            .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
    assertThat(files.keySet())
        .containsExactlyInAnyOrderElementsOf(ROOMS.stream().map("dev.graft."::concat).toList());
    assertThat(files)
        .allSatisfy(
            (room, count) ->
                assertThat(count)
                    .as(room)
                    .isLessThanOrEqualTo(room.equals(LAYERS) ? MOST_LAYERS : MOST_FILES));
  }

  @Test
  void filesAndMethodsAreShort() throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var manager = compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      var task = (JavacTask) compiler.getTask(null, manager, null, null, null, sources(manager));
      var tooLong = new ArrayList<String>();
      for (CompilationUnitTree file : task.parse()) {
        String name = Path.of(file.getSourceFile().toUri()).getFileName().toString();
        long lines = file.getSourceFile().getCharContent(true).toString().lines().count();
        if (lines > MOST_LINES) {
          tooLong.add("%s: %d lines".formatted(name, lines));
        }
        new LongMethods(file, Trees.instance(task).getSourcePositions(), tooLong).scan(file, name);
      }
      assertThat(tooLong).isEmpty();
    }
  }

  private static Iterable<? extends JavaFileObject> sources(StandardJavaFileManager manager)
      throws IOException {
    var all = new ArrayList<Path>();
    for (String module : List.of("core", "app")) {
      Path root =
          Path.of(System.getProperty("graft.root", "..")).resolve(module + "/src/main/java");
      try (Stream<Path> files = Files.walk(root)) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(all::add);
      }
    }
    assertThat(all).hasSizeGreaterThan(ROOMS.size());
    return manager.getJavaFileObjectsFromPaths(all);
  }

  /** Finds methods that are too long, from the first line of the declaration to the last brace. */
  private static final class LongMethods extends TreeScanner<Void, String> {

    private final CompilationUnitTree file;
    private final SourcePositions positions;
    private final List<String> found;

    LongMethods(CompilationUnitTree file, SourcePositions positions, List<String> found) {
      this.file = file;
      this.positions = positions;
      this.found = found;
    }

    @Override
    public Void visitMethod(MethodTree method, String name) {
      long first = file.getLineMap().getLineNumber(positions.getStartPosition(file, method));
      long last = file.getLineMap().getLineNumber(positions.getEndPosition(file, method));
      if (last - first + 1 > MOST_LINES_OF_METHOD) {
        found.add("%s: %s has %d lines".formatted(name, method.getName(), last - first + 1));
      }
      return super.visitMethod(method, name);
    }
  }
}

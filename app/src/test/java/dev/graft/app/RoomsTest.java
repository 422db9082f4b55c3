package dev.graft.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
}

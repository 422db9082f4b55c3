package dev.graft;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The arrows that docs/ARCHITECTURE.md draws between the library's packages. */
final class ArchitectureTest {

  private static final String PAGE = "docs/ARCHITECTURE.md says so: read it before changing this";

  /** Every package of the library and those that each may import, beside {@code files}. */
  private static final Map<String, List<String>> ARROWS =
      Map.of(
          "files", List.of(),
          "draw", List.of(),
          "torch", List.of(),
          "data", List.of("draw"),
          "backbone", List.of("torch", "data"),
          "train", List.of("backbone", "torch", "data"),
          "export", List.of("train", "backbone", "torch", "data"),
          "compare", List.of("train", "backbone", "torch", "data"));

  /** All rooms, each with those before it in sight and none after it. */
  private static final List<String> ROOMS =
      List.of(
          "files.pickle",
          "files",
          "draw",
          "torch.tensors",
          "torch.files",
          "torch.layers",
          "torch.compute",
          "data.image",
          "data.store",
          "data.format",
          "data.source",
          "data.cifar",
          "data.loading",
          "data",
          "backbone.fetch",
          "backbone",
          "backbone.family",
          "train.evaluation",
          "train.cache",
          "train.strategy",
          "train.record",
          "train.features",
          "train.loop",
          "train",
          "compare.record",
          "compare.advice",
          "compare.search",
          "compare.curve",
          "compare.check",
          "compare",
          "export");

  /** More files, and nobody finds one without a search. */
  private static final int MOST_FILES = 25;

  private static JavaClasses library;

  @BeforeAll
  static void read() {
    library =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.graft");
  }

  @TestFactory
  Stream<DynamicTest> noArrowPointsUp() {
    return ARROWS.keySet().stream()
        .map(name -> DynamicTest.dynamicTest(name, () -> checkImports(name)));
  }

  private static void checkImports(String name) {
    String[] allowed =
        Stream.concat(Stream.of(name, "files"), ARROWS.get(name).stream())
            .map(ArchitectureTest::of)
            .toArray(String[]::new);
    classes()
        .that()
        .resideInAPackage(of(name))
        .should()
        .onlyDependOnClassesThat(
            JavaClass.Predicates.resideInAnyPackage(allowed)
                .or(JavaClass.Predicates.resideOutsideOfPackage("dev.graft..")))
        .because(PAGE)
        .check(library);
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
    String[] allowed = inSight.stream().map(name -> "dev.graft." + name).toArray(String[]::new);
    classes()
        .that()
        .resideInAPackage("dev.graft." + room)
        .should()
        .onlyDependOnClassesThat(
            JavaClass.Predicates.resideInAnyPackage(allowed)
                .or(JavaClass.Predicates.resideOutsideOfPackage("dev.graft..")))
        .because(PAGE)
        .check(library);
  }

  @Test
  void everyRoomIsListedAndSmall() {
    Map<String, Long> files =
        library.stream()
            .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
            .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
    assertThat(files.keySet())
        .containsExactlyInAnyOrderElementsOf(ROOMS.stream().map("dev.graft."::concat).toList());
    assertThat(files.values()).allMatch(count -> count <= MOST_FILES);
  }

  @Test
  void onlyTorchNamesLibtorch() {
    only(List.of("torch"), "org.bytedeco.pytorch..", "org.bytedeco.openblas..");
  }

  @Test
  void onlyDataNamesOpenCv() {
    only(List.of("data"), "org.bytedeco.opencv..");
  }

  @Test
  void onlyTorchAndDataNameNativeMemory() {
    only(List.of("torch", "data"), "org.bytedeco.javacpp..");
  }

  @Test
  void onlyFilesNamesThePickleLibrary() {
    only(List.of("files"), "net.razorvine..");
  }

  @Test
  void onlyTorchAndDataReadArchives() {
    only(List.of("torch", "data"), "org.apache.commons.compress..");
  }

  @Test
  void onlyExportNamesOnnx() {
    only(List.of("export"), "ai.onnx..", "ai.onnxruntime..", "com.google.protobuf..");
  }

  private static void only(List<String> owners, String... packages) {
    noClasses()
        .that()
        .resideOutsideOfPackages(owners.stream().map(ArchitectureTest::of).toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages)
        .as("only %s may name %s".formatted(owners, Arrays.toString(packages)))
        .because(PAGE)
        .check(library);
  }

  private static String of(String name) {
    return "dev.graft." + name + "..";
  }
}

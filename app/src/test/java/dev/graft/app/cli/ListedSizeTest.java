package dev.graft.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.backbone.Architecture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ListedSizeTest {

  /** What this says is missing goes into {@code sizes.txt}, a line for each. */
  @Test
  void theTableSaysWhatIsCounted() {
    Map<String, ListedSize> counted = new LinkedHashMap<>();
    Architecture.families().values().stream()
        .flatMap(List::stream)
        .forEach(architecture -> counted.put(architecture.id(), ListedSize.of(architecture)));

    assertThat(lines(ListedSize.known())).containsExactlyInAnyOrderElementsOf(lines(counted));
  }

  private static List<String> lines(Map<String, ListedSize> sizes) {
    return sizes.entrySet().stream()
        .map(entry -> line(entry.getKey(), entry.getValue()))
        .collect(Collectors.toList());
  }

  private static String line(String name, ListedSize size) {
    return "%s %s %s %s".formatted(name, size.parameters(), size.side(), size.multiplyAdds());
  }
}

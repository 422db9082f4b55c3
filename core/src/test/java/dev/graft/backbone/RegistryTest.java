package dev.graft.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.torch.layers.GlobalAveragePool;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import org.junit.jupiter.api.Test;

/** Libraries of backbones that are wrong name themselves, and do not look like broken natives. */
class RegistryTest {

  private record Named(String name, List<Architecture> architectures) implements Family {}

  private static Architecture net(String id, int width) {
    return Architecture.of(
        id,
        () -> Blueprint.of(List.of(Stage.vector("pool", new GlobalAveragePool(), width)), "fc", 0));
  }

  @Test
  void twoOfANameAreSaidToWhoeverLooksForABackbone() {
    var registry =
        new Registry(
            List.of(
                new Named("one", List.of(net("twin", 2))),
                new Named("other", List.of(net("twin", 3)))));
    assertThatThrownBy(registry::architectures)
        .isInstanceOf(ServiceConfigurationError.class)
        .hasMessageContaining(Named.class.getName())
        .hasMessageContaining("another backbone is called \"twin\" already")
        .hasMessageContaining("take it off the class path");
  }

  @Test
  void providersThatCannotBeMadeAreNamed() {
    Iterable<Family> broken =
        () ->
            new Iterator<>() {
              @Override
              public boolean hasNext() {
                return true;
              }

              @Override
              public Family next() {
                throw new ServiceConfigurationError("Provider com.example.Lost not found");
              }
            };
    assertThatThrownBy(new Registry(broken)::architectures)
        .isInstanceOf(ServiceConfigurationError.class)
        .hasMessageContaining("com.example.Lost");
  }

  @Test
  void soundOnesAreKnown() {
    var net = net("sound", 2);
    assertThat(new Registry(List.of(new Named("one", List.of(net)))).architectures())
        .containsExactly(net);
  }
}

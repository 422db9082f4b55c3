package dev.graft.data.labelled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.data.source.ImageSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReorderedClassesTest {

  private final ImageSource source =
      PretrainingImages.of(PretrainingImages.Classes.FORMS, 30, 8, 1);
  private final List<String> own = source.classNames();

  @Test
  void labelsFollowTheNames() {
    var turned = new java.util.ArrayList<>(own);
    java.util.Collections.reverse(turned);
    turned.add("more");
    ImageSource reordered = ReorderedClasses.of(source, turned);
    assertThat(reordered.classNames()).isEqualTo(turned);
    for (int i = 0; i < source.size(); i++) {
      assertThat(turned.get(reordered.label(i))).isEqualTo(own.get(source.label(i)));
      assertThat(reordered.image(i).rgb()).isEqualTo(source.image(i).rgb());
      assertThat(reordered.name(i)).isEqualTo(source.name(i));
    }
    assertThat(ReorderedClasses.of(source, own)).isSameAs(source);
  }

  @Test
  void unknownClassesAreNamed() {
    assertThatThrownBy(() -> ReorderedClasses.of(source, own.subList(1, own.size())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(own.get(0));
  }
}

package dev.graft.app.report.json;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.StdDelegatingDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdDelegatingSerializer;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.Converter;
import dev.graft.data.loading.Augmentation;
import dev.graft.torch.OptimizerSettings;
import dev.graft.torch.Precision;
import dev.graft.torch.compute.Compute;
import dev.graft.train.features.FeaturePlot;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Values that are written as another one. */
final class Values {

  private Values() {}

  static SimpleModule module() {
    var module = new SimpleModule("values");
    add(module, Instant.class, String.class, Instant::toString, Instant::parse);
    add(module, Augmentation.class, String.class, Augmentation::name, Augmentation::named);
    add(module, FeaturePlot.class, PlotColumns.class, PlotColumns::of, PlotColumns::plot);
    write(module, Compute.class, String.class, compute -> compute.precision().id());
    module.addDeserializer(
        Compute.class,
        new StdDelegatingDeserializer<>(new As<>(JsonNode.class, Compute.class, Values::compute)));
    module.setMixInAnnotation(OptimizerSettings.class, ByName.class);
    write(module, Optional.class, Object.class, value -> ((Optional<?>) value).orElse(null));
    module.addDeserializer(Optional.class, new Optionals.Reader());
    write(
        module,
        OptionalDouble.class,
        Double.class,
        value -> value.isPresent() ? value.getAsDouble() : null);
    module.addDeserializer(OptionalDouble.class, new Optionals.NumberReader());
    return module;
  }

  private static Compute compute(JsonNode node) {
    return node.isObject()
        ? Compute.of(node.path("threads").asInt(), Precision.named(node.path("precision").asText()))
        : Compute.standard().withPrecision(Precision.named(node.asText()));
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "name")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = OptimizerSettings.Sgd.class, name = "sgd"),
    @JsonSubTypes.Type(value = OptimizerSettings.Adam.class, name = "adam"),
    @JsonSubTypes.Type(value = OptimizerSettings.AdamW.class, name = "adamw")
  })
  private interface ByName {}

  private static <T, F> void add(
      SimpleModule module,
      Class<T> type,
      Class<F> form,
      Function<T, F> write,
      Function<F, T> read) {
    write(module, type, form, write);
    module.addDeserializer(type, new StdDelegatingDeserializer<>(new As<>(form, type, read)));
  }

  private static <T, F> void write(
      SimpleModule module, Class<T> type, Class<F> form, Function<T, F> write) {
    module.addSerializer(type, new StdDelegatingSerializer(type, new As<>(type, form, write)));
  }

  private record As<A, B>(Class<A> from, Class<B> to, Function<A, B> function)
      implements Converter<A, B> {

    @Override
    public B convert(A value) {
      return function.apply(value);
    }

    @Override
    public JavaType getInputType(TypeFactory types) {
      return types.constructType(from);
    }

    @Override
    public JavaType getOutputType(TypeFactory types) {
      return types.constructType(to);
    }
  }
}

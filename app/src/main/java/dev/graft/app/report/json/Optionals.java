package dev.graft.app.report.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.util.NameTransformer;
import dev.graft.train.evaluation.Temperature;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What there may be none of: null, and also read where the field is missing. */
final class Optionals {

  private Optionals() {}

  static final class Reader extends StdDeserializer<Optional<?>> implements ContextualDeserializer {

    Reader() {
      this(null);
    }

    private Reader(JavaType type) {
      super(type);
    }

    @Override
    public JsonDeserializer<?> createContextual(
        DeserializationContext context, BeanProperty property) {
      return new Reader(context.getContextualType());
    }

    @Override
    public Optional<?> deserialize(JsonParser json, DeserializationContext context)
        throws IOException {
      return Optional.of(context.readValue(json, getValueType().containedType(0)));
    }

    @Override
    public Optional<?> getNullValue(DeserializationContext context) {
      return Optional.empty();
    }
  }

  static final class NumberReader extends StdDeserializer<OptionalDouble> {

    NumberReader() {
      super(OptionalDouble.class);
    }

    @Override
    public OptionalDouble deserialize(JsonParser json, DeserializationContext context)
        throws IOException {
      return OptionalDouble.of(_parseDoublePrimitive(json, context));
    }

    @Override
    public OptionalDouble getNullValue(DeserializationContext context) {
      return OptionalDouble.empty();
    }
  }

  /**
   * A temperature whose fields stand among those around it; "temperature" alone where it is none.
   */
  static final class FlatWriter extends StdSerializer<Optional<Temperature>> {

    FlatWriter() {
      super(Optional.class, true);
    }

    @Override
    public boolean isUnwrappingSerializer() {
      return true;
    }

    @Override
    public void serialize(
        Optional<Temperature> value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      if (value.isEmpty()) {
        json.writeNullField("temperature");
        return;
      }
      for (Map.Entry<String, JsonNode> field : Codec.tree(value.get()).properties()) {
        json.writePOJOField(field.getKey(), field.getValue());
      }
    }
  }

  static final class FlatReader extends StdDeserializer<Optional<Temperature>> {

    FlatReader() {
      super(Optional.class);
    }

    @Override
    public JsonDeserializer<Optional<Temperature>> unwrappingDeserializer(NameTransformer names) {
      return new FlatReader(); // another one, as Jackson takes it for
    }

    @Override
    public Optional<Temperature> deserialize(JsonParser json, DeserializationContext context)
        throws IOException {
      JsonNode fields = json.readValueAsTree();
      return fields.hasNonNull("temperature")
          ? Optional.of(context.readTreeAsValue(fields, Temperature.class))
          : Optional.empty();
    }
  }
}

package dev.graft.app.report.json;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyName;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedConstructor;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedMethod;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.util.NameTransformer;
import dev.graft.app.report.json.Fields.Field;
import dev.graft.app.report.json.Fields.Kind;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Tells Jackson what {@link Fields} says, as annotations on the records would: constants are words
 * as users write them, and no component may be missing but those that are optional.
 */
final class Naming extends JacksonAnnotationIntrospector {

  private static Optional<Field> field(Annotated member) {
    return member instanceof AnnotatedMember part
        ? Optional.ofNullable(Fields.of(part.getDeclaringClass()).get(method(part)))
        : Optional.empty();
  }

  private static String method(AnnotatedMember member) {
    return member instanceof AnnotatedParameter parameter && member.getDeclaringClass().isRecord()
        ? member.getDeclaringClass().getRecordComponents()[parameter.getIndex()].getName()
        : member.getName();
  }

  private static boolean is(Annotated member, Kind kind) {
    return field(member).filter(field -> field.kind() == kind).isPresent();
  }

  @Override
  public String[] findEnumValues(
      MapperConfig<?> config, AnnotatedClass type, Enum<?>[] constants, String[] names) {
    return Arrays.stream(constants).map(SettingsText::word).toArray(String[]::new);
  }

  @Override
  public Boolean hasRequiredMarker(AnnotatedMember member) {
    return member.getRawType() != Optional.class && member.getRawType() != OptionalDouble.class;
  }

  @Override
  public String[] findSerializationPropertyOrder(AnnotatedClass type) {
    return Fields.of(type.getRawType()).values().stream()
        .map(Field::property)
        .toArray(String[]::new);
  }

  @Override
  public PropertyName findNameForSerialization(Annotated member) {
    return member instanceof AnnotatedMethod && field(member).isPresent()
        ? PropertyName.construct(field(member).get().property())
        : super.findNameForSerialization(member);
  }

  @Override
  public boolean hasIgnoreMarker(AnnotatedMember member) {
    return is(member, Kind.LEFT_OUT);
  }

  @Override
  public JsonProperty.Access findPropertyAccess(Annotated member) {
    return is(member, Kind.READ_ONLY) ? JsonProperty.Access.WRITE_ONLY : null;
  }

  @Override
  public JsonInclude.Value findPropertyInclusion(Annotated member) {
    boolean primitive = member.getRawType().isPrimitive();
    return is(member, Kind.UNLESS_EMPTY)
        ? JsonInclude.Value.construct(
            primitive ? JsonInclude.Include.NON_DEFAULT : JsonInclude.Include.NON_EMPTY, null)
        : super.findPropertyInclusion(member);
  }

  @Override
  public Boolean hasAsValue(Annotated member) {
    return member instanceof AnnotatedMethod && is(member, Kind.WHOLE);
  }

  @Override
  public JsonCreator.Mode findCreatorAnnotation(MapperConfig<?> config, Annotated constructor) {
    return constructor instanceof AnnotatedConstructor
            && Fields.of(constructor.getRawType()).values().stream()
                .anyMatch(field -> field.kind() == Kind.WHOLE)
        ? JsonCreator.Mode.DELEGATING
        : null;
  }

  @Override
  public NameTransformer findUnwrappingNameTransformer(AnnotatedMember member) {
    return is(member, Kind.AMONG_OTHERS)
        ? NameTransformer.simpleTransformer(field(member).get().name(), "")
        : null;
  }

  @Override
  public Object findSerializer(Annotated member) {
    return isPerhapsAmongOthers(member) ? new Optionals.FlatWriter() : null;
  }

  @Override
  public Object findDeserializer(Annotated member) {
    return isPerhapsAmongOthers(member) ? new Optionals.FlatReader() : null;
  }

  private static boolean isPerhapsAmongOthers(Annotated member) {
    return member.getRawType() == Optional.class && is(member, Kind.AMONG_OTHERS);
  }
}

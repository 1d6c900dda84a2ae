package dev.firebreak.wire.json;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.Version;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.AnnotatedConstructor;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedMethod;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.NopAnnotationIntrospector;
import tools.jackson.databind.jsontype.NamedType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Derives the JSON of our records from their declaration alone, so that core needs no annotation
 * and a new case of a sealed type needs no edit here.
 *
 * <ul>
 *   <li>A record of {@code core.words} with one component is that component: a digest is a string.
 *   <li>A case of a sealed type is an object whose first field, {@code type}, is the record's
 *       simple name.
 *   <li>Every component must be there when read, except an {@link Optional}.
 * </ul>
 */
final class RecordShapes extends NopAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    /** The field that names the case of a sealed type. */
    static final String TYPE = "type";

    private static final String OURS = "dev.firebreak.";
    private static final String WORDS = "dev.firebreak.core.words";

    private static final JsonTypeInfo.Value NAMED =
            JsonTypeInfo.Value.construct(
                    JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, TYPE, null, false, true, true);

    @Override
    public Version version() {
        return Version.unknownVersion();
    }

    @Override
    public JsonTypeInfo.@Nullable Value findPolymorphicTypeInfo(
            MapperConfig<?> config, Annotated annotated) {
        return annotated instanceof AnnotatedClass && isCase(annotated.getRawType()) ? NAMED : null;
    }

    @Override
    public @Nullable List<NamedType> findSubtypes(MapperConfig<?> config, Annotated annotated) {
        return annotated instanceof AnnotatedClass && isOurSealed(annotated.getRawType())
                ? cases(annotated.getRawType()).stream()
                        .map(type -> new NamedType(type, type.getSimpleName()))
                        .toList()
                : null;
    }

    @Override
    public @Nullable String findTypeName(MapperConfig<?> config, AnnotatedClass annotated) {
        var type = annotated.getRawType();
        return type.isRecord() && isCase(type) ? type.getSimpleName() : null;
    }

    @Override
    public @Nullable Boolean hasAsValue(MapperConfig<?> config, Annotated annotated) {
        if (annotated instanceof AnnotatedMethod method
                && isScalar(method.getDeclaringClass())
                && isAccessor(method)) {
            return true;
        }
        return null;
    }

    @Override
    public JsonCreator.@Nullable Mode findCreatorAnnotation(
            MapperConfig<?> config, Annotated annotated) {
        return annotated instanceof AnnotatedConstructor constructor
                        && isScalar(constructor.getDeclaringClass())
                ? JsonCreator.Mode.DELEGATING
                : null;
    }

    @Override
    public @Nullable Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
        if (member instanceof AnnotatedParameter
                && member.getDeclaringClass().isRecord()
                && member.getDeclaringClass().getName().startsWith(OURS)) {
            return !mayBeAbsent(member.getRawType());
        }
        return null;
    }

    /** The records of a sealed type, those of its sealed parts included, in declaration order. */
    static List<Class<?>> cases(Class<?> sealed) {
        var found = new ArrayList<Class<?>>();
        for (var part : sealed.getPermittedSubclasses()) {
            if (part.isSealed()) {
                found.addAll(cases(part));
            } else {
                found.add(part);
            }
        }
        return found;
    }

    /** Whether a value of this record is written as its only component. */
    static boolean isScalar(Class<?> type) {
        return type.isRecord()
                && type.getRecordComponents().length == 1
                && type.getPackageName().equals(WORDS)
                && !isCase(type);
    }

    private static boolean isAccessor(AnnotatedMethod method) {
        return method.getParameterCount() == 0
                && method.getName()
                        .equals(method.getDeclaringClass().getRecordComponents()[0].getName());
    }

    private static boolean isCase(Class<?> type) {
        return isOurSealed(type)
                || List.of(type.getInterfaces()).stream().anyMatch(RecordShapes::isOurSealed);
    }

    private static boolean isOurSealed(Class<?> type) {
        return type.isInterface() && type.isSealed() && type.getName().startsWith(OURS);
    }

    private static boolean mayBeAbsent(Class<?> type) {
        return type == Optional.class || type == OptionalInt.class || type == OptionalLong.class;
    }
}

package com.callmissed.nativeimage;

import java.lang.annotation.Annotation;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonGetter;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * All types of one code base that Jackson reaches from given types: through record components, fields, annotated
 * methods, parameters of creators, superclasses, subtypes, array components and type arguments, such as the values of a
 * map.
 */
final class JsonTypes {
    private static final List<Class<? extends Annotation>> GIVES =
            List.of(JsonValue.class, JsonProperty.class, JsonGetter.class);

    private final Collection<Class<?>> own;
    private final Set<Class<?>> reached = new TreeSet<>(Comparator.comparing(Class::getName));

    /** @param own the code base; other types are not reported and not searched */
    JsonTypes(Collection<Class<?>> own) {
        this.own = own;
    }

    Set<Class<?>> reached() {
        return reached;
    }

    JsonTypes from(Type... types) {
        Stream.of(types).forEach(this::visit);
        return this;
    }

    private void visit(Type type) {
        if (type instanceof Class<?> plain) {
            visitClass(plain);
        } else if (type instanceof ParameterizedType parameterized) {
            visit(parameterized.getRawType());
            from(parameterized.getActualTypeArguments());
        } else if (type instanceof GenericArrayType array) {
            visit(array.getGenericComponentType());
        } else if (type instanceof WildcardType wildcard) {
            from(wildcard.getUpperBounds());
            from(wildcard.getLowerBounds());
        } else if (type instanceof TypeVariable<?> variable) {
            from(variable.getBounds());
        }
    }

    private void visitClass(Class<?> type) {
        if (type.isArray()) {
            visit(type.getComponentType());
        }
        if (!own.contains(type) || !reached.add(type)) {
            return;
        }
        visitAnnotated(type);
        if (type.isEnum()) {
            return;
        }
        own.stream()
                .filter(other -> other != type && type.isAssignableFrom(other))
                .forEach(this::visitClass);
        if (type.isRecord()) {
            Stream.of(type.getRecordComponents())
                    .map(RecordComponent::getGenericType)
                    .forEach(this::visit);
        } else if (!type.isInterface()) {
            Stream.of(type.getDeclaredFields())
                    .filter(field -> !Modifier.isStatic(field.getModifiers()))
                    .map(Field::getGenericType)
                    .forEach(this::visit);
            visit(type.getGenericSuperclass());
        }
    }

    /** What methods give to Jackson or get from it because an annotation says so. */
    private void visitAnnotated(Class<?> type) {
        for (Method method : type.getDeclaredMethods()) {
            if (GIVES.stream().anyMatch(method::isAnnotationPresent)) {
                visit(method.getGenericReturnType());
                from(method.getGenericParameterTypes());
            }
        }
        Stream.concat(Stream.of(type.getDeclaredMethods()), Stream.of(type.getDeclaredConstructors()))
                .filter(creator -> creator.isAnnotationPresent(JsonCreator.class))
                .map(Executable::getGenericParameterTypes)
                .forEach(this::from);
    }
}

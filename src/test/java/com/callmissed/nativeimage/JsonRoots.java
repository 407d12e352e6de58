package com.callmissed.nativeimage;

import java.lang.annotation.Annotation;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.core.Context;

import com.fasterxml.jackson.annotation.JacksonAnnotation;
import org.hibernate.annotations.JdbcTypeCode;

import com.callmissed.http.WireEnum;

/**
 * The types with which JSON begins, as far as declarations show them: bodies and results of endpoints and of HTTP
 * clients, the schemas that their annotations name, JSON columns, every enum with a value for the wire, and every type
 * that carries an annotation of Jackson. {@link JacksonCalls} adds what only code shows.
 */
final class JsonRoots {
    private static final String JAX_RS = "jakarta.ws.rs.";
    private static final String OPEN_API = "org.eclipse.microprofile.openapi.";

    private JsonRoots() {}

    static List<Type> declaredIn(Collection<Class<?>> classes) {
        List<Type> roots = new ArrayList<>();
        for (Class<?> type : classes) {
            for (Method method : type.getDeclaredMethods()) {
                if (isEndpoint(method)) {
                    addSignature(method, roots);
                }
            }
            Stream.of(type.getDeclaredFields())
                    .filter(field -> field.isAnnotationPresent(JdbcTypeCode.class))
                    .map(Field::getGenericType)
                    .forEach(roots::add);
            if (carriesJackson(type) || type.isEnum() && WireEnum.class.isAssignableFrom(type)) {
                roots.add(type);
            }
        }
        return roots;
    }

    private static boolean isEndpoint(Method method) {
        return Stream.of(method.getAnnotations())
                .anyMatch(annotation -> annotation.annotationType().isAnnotationPresent(HttpMethod.class));
    }

    private static void addSignature(Method method, List<Type> roots) {
        roots.add(method.getGenericReturnType());
        for (Parameter parameter : method.getParameters()) {
            boolean body = Stream.of(parameter.getAnnotations())
                    .map(annotation -> annotation.annotationType().getName())
                    .noneMatch(name -> name.startsWith(JAX_RS) || name.startsWith("org.jboss.resteasy."));
            if (body && !parameter.isAnnotationPresent(Context.class)) {
                roots.add(parameter.getParameterizedType());
            }
        }
        Stream.of(method.getAnnotations()).forEach(annotation -> addClasses(annotation, roots));
    }

    /** The classes that an annotation of the API document names at any depth. */
    private static void addClasses(Annotation annotation, List<Type> roots) {
        if (!annotation.annotationType().getName().startsWith(OPEN_API)) {
            return;
        }
        for (Method member : annotation.annotationType().getDeclaredMethods()) {
            try {
                addValue(member.invoke(annotation), roots);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void addValue(Object value, List<Type> roots) {
        if (value instanceof Class<?> type) {
            roots.add(type);
        } else if (value instanceof Annotation nested) {
            addClasses(nested, roots);
        } else if (value.getClass().isArray()) {
            for (int i = 0; i < Array.getLength(value); i++) {
                addValue(Array.get(value, i), roots);
            }
        }
    }

    private static boolean carriesJackson(Class<?> type) {
        Stream<Annotation> members = Stream.of(
                        Stream.of(type.getDeclaredFields()),
                        Stream.of(type.getDeclaredMethods()),
                        Stream.of(type.getDeclaredConstructors()))
                .flatMap(all -> all)
                .flatMap(member -> Stream.of(member.getAnnotations()));
        return Stream.concat(Stream.of(type.getAnnotations()), members)
                .anyMatch(annotation -> annotation.annotationType().isAnnotationPresent(JacksonAnnotation.class));
    }
}

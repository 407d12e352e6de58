package com.callmissed.http;

import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;

import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.JsonErrors;

/**
 * Converts path and query parameters to {@link UUID}, {@code int}, {@code boolean}, an enum of the contract or a {@link
 * Cursor}. Examples: {@code @PathParam("id") UUID id}, {@code @QueryParam("limit") @DefaultValue("200") @Min(1)
 * @Max(500) int limit}, {@code @QueryParam("status") Status status}. An absent parameter is null; a primitive needs a
 * {@code @DefaultValue}.
 *
 * <p>An invalid value fails with 422 validation_failed and the name of the parameter (a cursor: 400 malformed_request).
 * Without this class the platform responds with 404. Declare the name in the annotation, in the contract's snake_case.
 */
@Provider
public class ParameterConverters implements ParamConverterProvider {
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1,10}");

    private final JsonErrors json;

    ParameterConverters(JsonErrors json) {
        this.json = json;
    }

    @Override
    public <T> ParamConverter<T> getConverter(Class<T> type, Type genericType, Annotation[] annotations) {
        Rule rule = rule(type);
        return rule == null ? null : new Converter<>(name(annotations), rule);
    }

    private Rule rule(Class<?> type) {
        if (type == UUID.class) {
            return new Rule(Uuids::parse, "must be a UUID");
        }
        if (type == int.class || type == Integer.class) {
            return new Rule(ParameterConverters::wholeNumber, "must be a whole number");
        }
        if (type == boolean.class || type == Boolean.class) {
            return new Rule(ParameterConverters::truth, "must be true or false");
        }
        if (type == Cursor.class) {
            return new Rule(text -> Optional.of(Cursor.parse(text)), "");
        }
        return type.isEnum() ? new Rule(text -> constant(type, text), "must be one of " + json.names(type)) : null;
    }

    private static Optional<Integer> wholeNumber(String text) {
        return Optional.of(text)
                .filter(WHOLE_NUMBER.asMatchPredicate())
                .map(Long::valueOf)
                .filter(number -> number == number.intValue())
                .map(Long::intValue);
    }

    private static Optional<Boolean> truth(String text) {
        return text.equals("true") || text.equals("false") ? Optional.of(Boolean.valueOf(text)) : Optional.empty();
    }

    private Optional<?> constant(Class<?> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> json.name(constant).equals(text))
                .findFirst();
    }

    private static String name(Annotation[] annotations) {
        for (Annotation annotation : annotations) {
            if (annotation instanceof PathParam path) {
                return path.value();
            }
            if (annotation instanceof QueryParam query) {
                return query.value();
            }
            if (annotation instanceof HeaderParam header) {
                return header.value();
            }
        }
        throw new IllegalStateException("A parameter needs @PathParam, @QueryParam or @HeaderParam with its name");
    }

    /** How to parse a parameter, and the message for an invalid value. */
    private record Rule(Function<String, Optional<?>> parse, String expectation) {}

    private record Converter<T>(String name, Rule rule) implements ParamConverter<T> {
        @Override
        @SuppressWarnings("unchecked")
        public T fromString(String text) {
            if (text == null) {
                return null;
            }
            return (T) rule.parse().apply(text).orElseThrow(() -> ApiException.invalid(name, rule.expectation()));
        }

        @Override
        public String toString(T value) {
            return value.toString();
        }
    }
}

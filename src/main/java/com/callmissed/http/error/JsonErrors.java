package com.callmissed.http.error;

import java.time.Duration;
import java.time.temporal.Temporal;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;

/** Translates JSON that does not fit its record into the contract's errors. No text of the parser reaches a client. */
@Singleton
public class JsonErrors {
    private final ObjectMapper mapper;

    JsonErrors(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    ApiException translate(JsonProcessingException e) {
        if (e.getCause() instanceof ApiException api) {
            return api;
        }
        if (e instanceof UnrecognizedPropertyException unknown) {
            return ApiException.invalid(field(unknown), "is not a known field");
        }
        if (e instanceof MismatchedInputException mismatched) {
            return ApiException.invalid(field(mismatched), expectation(mismatched.getTargetType()));
        }
        if (e instanceof InputCoercionException number) {
            return ApiException.invalid("body", expectation(number.getTargetType()));
        }
        if (e instanceof JsonMappingException mapping) {
            Class<?> target = e.getCause() instanceof InputCoercionException number ? number.getTargetType() : null;
            return ApiException.invalid(field(mapping), expectation(target));
        }
        return ApiException.malformed("The body is not valid JSON");
    }

    /** The dotted path of JSON names, such as {@code config.greeting} or {@code scopes[0]}. */
    private static String field(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference reference : e.getPath()) {
            if (reference.getFieldName() == null) {
                path.append('[').append(reference.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(reference.getFieldName());
            }
        }
        return path.isEmpty() ? "body" : path.toString();
    }

    /** Returns what a field of this type must be. The text completes a sentence that starts with the field's name. */
    private String expectation(Class<?> type) {
        if (type == null) {
            return "is not valid";
        }
        if (type.isEnum()) {
            return "must be one of " + names(type);
        }
        if (type == UUID.class) {
            return "must be a UUID";
        }
        if (type == String.class) {
            return "must be a string";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "must be true or false";
        }
        if (type == Integer.class || type == int.class) {
            return "must be a whole number between " + Integer.MIN_VALUE + " and " + Integer.MAX_VALUE;
        }
        if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
            return "must be a number";
        }
        if (Temporal.class.isAssignableFrom(type)) {
            return "must be an ISO 8601 timestamp";
        }
        if (type == Duration.class) {
            return "must be an ISO 8601 duration such as PT2H";
        }
        if (Collection.class.isAssignableFrom(type) || type.isArray()) {
            return "must be an array";
        }
        return type.isRecord() || Map.class.isAssignableFrom(type) ? "must be an object" : "is not valid";
    }

    /** The constants in their JSON form. */
    public String names(Class<?> type) {
        return Arrays.stream(type.getEnumConstants()).map(this::name).collect(Collectors.joining(", "));
    }

    public String name(Object constant) {
        return mapper.convertValue(constant, String.class);
    }
}

package com.callmissed.http.error;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;

/** Translates bean validation errors into the contract's errors: each invalid field with its JSON name, all at once. */
final class Violations {
    private static final Pattern CAMEL_HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

    private Violations() {}

    static ApiException translate(ConstraintViolationException e) {
        Set<ConstraintViolation<?>> violations = e.getConstraintViolations();
        if (violations.stream().anyMatch(Violations::isMissingBody)) {
            return ApiException.malformed("A JSON body is required");
        }
        return ApiException.invalid(violations.stream()
                .map(violation -> new FieldError(field(violation.getPropertyPath()), violation.getMessage()))
                .sorted(Comparator.comparing(FieldError::field).thenComparing(FieldError::message))
                .toList());
    }

    /** Returns true when the request record is null: the body was empty or the literal null. */
    private static boolean isMissingBody(ConstraintViolation<?> violation) {
        List<Class<?>> parameters = List.of();
        boolean missing = false;
        for (Path.Node node : violation.getPropertyPath()) {
            if (node.getKind() == ElementKind.METHOD) {
                parameters = node.as(Path.MethodNode.class).getParameterTypes();
            }
            missing = node.getKind() == ElementKind.PARAMETER
                    && parameters
                            .get(node.as(Path.ParameterNode.class).getParameterIndex())
                            .isRecord();
        }
        return missing && violation.getInvalidValue() == null;
    }

    /** The path below the method's parameter, or the parameter's name when the parameter itself is invalid. */
    private static String field(Path path) {
        StringBuilder below = new StringBuilder();
        String parameter = "body";
        for (Path.Node node : path) {
            if (node.getKind() == ElementKind.PARAMETER) {
                parameter = node.getName();
            } else if (node.getKind() != ElementKind.METHOD) {
                append(below, node);
            }
        }
        return below.isEmpty() ? snakeCase(parameter) : below.toString();
    }

    private static void append(StringBuilder path, Path.Node node) {
        if (node.getIndex() != null) {
            path.append('[').append(node.getIndex()).append(']');
        }
        if (node.getKey() != null) {
            path.append('.').append(node.getKey());
        }
        if (node.getKind() == ElementKind.PROPERTY) {
            path.append(path.isEmpty() ? "" : ".").append(snakeCase(node.getName()));
        }
    }

    static String snakeCase(String name) {
        return CAMEL_HUMP.matcher(name).replaceAll("_").toLowerCase(Locale.ROOT);
    }
}

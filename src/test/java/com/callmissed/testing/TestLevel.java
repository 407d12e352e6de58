package com.callmissed.testing;

import java.util.Arrays;
import java.util.Locale;

import org.junit.jupiter.api.Tag;

/**
 * What a test class needs, and so which run of the build runs it. Each class has exactly one level: the level of its
 * {@code @Tag}, or else the level that its name and annotations show.
 */
public enum TestLevel {
    /** Needs only the JVM. */
    UNIT,
    /** Needs the application or a database: {@code @QuarkusTest}. */
    COMPONENT,
    /** Starts the packaged service: the name of the class ends with {@code IT}. */
    PACKAGE,
    /** Takes minutes. Always tagged. */
    SOAK;

    private static final String COMPONENT_ANNOTATION = "io.quarkus.test.junit.QuarkusTest";

    public static TestLevel of(Class<?> test) {
        Class<?> outermost = test;
        while (outermost.getEnclosingClass() != null) {
            outermost = outermost.getEnclosingClass();
        }
        for (Tag tag : outermost.getAnnotationsByType(Tag.class)) {
            return valueOf(tag.value().toUpperCase(Locale.ROOT));
        }
        if (outermost.getSimpleName().endsWith("IT")) {
            return PACKAGE;
        }
        // By name, because the application's class loader may have loaded the annotation, too.
        return Arrays.stream(outermost.getAnnotations())
                        .anyMatch(annotation ->
                                annotation.annotationType().getName().equals(COMPONENT_ANNOTATION))
                ? COMPONENT
                : UNIT;
    }

    /** The name in the build. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package com.callmissed.nativeimage;

import java.io.InputStream;
import java.net.URL;
import java.util.List;
import java.util.ResourceBundle;
import java.util.ServiceLoader;
import java.util.function.Function;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ResourceCallsTest {
    private static final class Literals {
        InputStream absolute() {
            return Literals.class.getResourceAsStream("/absolute.txt");
        }

        URL relative() {
            return getClass().getResource("relative.txt");
        }

        URL relativeToAnother() {
            return Test.class.getResource("another.txt");
        }

        URL loader() {
            return Literals.class.getClassLoader().getResource("loader.txt");
        }

        InputStream system() {
            return ClassLoader.getSystemResourceAsStream(
                    // A comment keeps the literal on a line of its own.
                    "system.txt");
        }

        ResourceBundle bundle() {
            return ResourceBundle.getBundle("texts.Labels");
        }

        ServiceLoader<Runnable> services() {
            return ServiceLoader.load(Runnable.class);
        }
    }

    private static final class Computed {
        URL parameter(String name) {
            return ClassLoader.getSystemResource(name);
        }

        Function<String, URL> reference() {
            return Computed.class::getResource;
        }
    }

    @Test
    void resolvesLiteralNames() {
        assertThat(ResourceCalls.in(List.of(Literals.class)))
                .containsExactlyInAnyOrder(
                        "absolute.txt",
                        "com/callmissed/nativeimage/relative.txt",
                        "org/junit/jupiter/api/another.txt",
                        "loader.txt",
                        "system.txt",
                        "texts/Labels.properties");
    }

    @Test
    void reportsComputedNames() {
        String computed = "a computed name in com/callmissed/nativeimage/ResourceCallsTest$Computed.";
        assertThat(ResourceCalls.in(List.of(Computed.class)))
                .containsExactlyInAnyOrder(computed + "parameter", computed + "reference");
    }
}

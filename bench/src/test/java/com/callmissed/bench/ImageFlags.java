package com.callmissed.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The options with which the container images run the service, read from the files that define the images. */
final class ImageFlags {
    private static final Path IMAGE = Path.of("docker/Dockerfile.jvm");
    private static final Path NATIVE_IMAGE = Path.of("docker/Dockerfile.native");
    private static final Path COMPOSE = Path.of("docker/compose.yaml");
    private static final Pattern OPTIONS = Pattern.compile("JDK_JAVA_OPTIONS=\"([^\"]+)\"");
    private static final Pattern ARENAS = Pattern.compile("MALLOC_ARENA_MAX=(\\d+)");
    private static final Pattern MEMORY = Pattern.compile("mem_limit: (\\d+[kmg])");
    private static final Pattern MEGABYTES = Pattern.compile("mem_limit: (\\d+)m");
    private static final Pattern BINARY_OPTIONS =
            Pattern.compile("ENTRYPOINT \\[\"./conversations\", \"-XX:MaximumHeapSizePercent=\\d+\", \"([^\\]]+)\"\\]");
    private static final Pattern BINARY_HEAP = Pattern.compile("-XX:MaximumHeapSizePercent=(\\d+)");

    private ImageFlags() {}

    /**
     * The value of {@code JDK_JAVA_OPTIONS} with the memory of the container as a number, followed by the property
     * {@code bench.java-options}. A Java version older than the image's ignores options that it does not know.
     */
    static String javaOptions() {
        return "-XX:+IgnoreUnrecognizedVMOptions -XX:MaxRAM=" + find(MEMORY, COMPOSE) + " " + find(OPTIONS, IMAGE) + " "
                + System.getProperty("bench.java-options", "");
    }

    /**
     * The options of the native image, with the maximum heap that they give to it in the memory of the container,
     * followed by the property {@code bench.java-options}. A binary cannot be told how much memory there is.
     */
    static String binaryOptions() {
        int heap = Integer.parseInt(find(MEGABYTES, COMPOSE)) * Integer.parseInt(find(BINARY_HEAP, NATIVE_IMAGE)) / 100;
        return "-Xmx" + heap + "m " + find(BINARY_OPTIONS, NATIVE_IMAGE).replace("\", \"", " ") + " "
                + System.getProperty("bench.java-options", "");
    }

    /** The value of {@code MALLOC_ARENA_MAX}. */
    static String arenas() {
        return find(ARENAS, IMAGE);
    }

    private static String find(Pattern pattern, Path file) {
        try {
            Matcher matcher = pattern.matcher(Files.readString(file));
            if (!matcher.find()) {
                throw new IllegalStateException(file + " does not say " + pattern);
            }
            return matcher.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package com.callmissed.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Prometheus' own program for rules. CI has it; elsewhere the tests that need it are skipped without it. */
public final class Promtool {
    private Promtool() {}

    public static void assumeInstalled() {
        boolean installed = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool")));
        if (!"true".equals(System.getenv("CI"))) {
            assumeTrue(installed, "promtool is missing: install the package prometheus to run this test");
        }
        assertThat(installed).as("promtool is installed").isTrue();
    }

    /** Fails with the output of the program when it reports a problem. */
    public static void run(String... arguments) throws IOException, InterruptedException {
        Process promtool = new ProcessBuilder(Stream.concat(Stream.of("promtool"), Stream.of(arguments))
                        .toList())
                .redirectErrorStream(true)
                .start();
        String output = new String(promtool.getInputStream().readAllBytes());
        assertThat(promtool.waitFor()).as(output).isZero();
    }
}

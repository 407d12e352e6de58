package com.callmissed.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs programs of the system and of the JDK. */
final class Tool {
    private static final Path FOLDER = Path.of("target/bench");

    private Tool() {}

    /** Writes an input file of a program. */
    static Path write(String name, String text) {
        try {
            Files.createDirectories(FOLDER);
            return Files.writeString(FOLDER.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs {@code jcmd} for the JVM with this id. */
    static String jcmd(long pid, String... command) {
        String[] words = new String[command.length + 2];
        words[0] = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        words[1] = Long.toString(pid);
        System.arraycopy(command, 0, words, 2, command.length);
        return output(words);
    }

    /** Returns the output of {@code command}. */
    static String output(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

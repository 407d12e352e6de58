package com.callmissed.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The pages of the repository. Paths are relative to its top folder, where tests run. */
final class MarkdownFiles {
    private MarkdownFiles() {}

    /** All {@code *.md} files outside of build folders and hidden folders. */
    static List<Path> all() {
        try (Stream<Path> files = Files.walk(Path.of(""))) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !isGenerated(file))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isGenerated(Path file) {
        String top = file.getName(0).toString();
        return top.equals("target") || top.startsWith(".");
    }
}

package com.callmissed.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Creates folders completely or not at all, even when the process is killed. */
final class Folders {
    private Folders() {}

    /** Fills a folder. */
    interface Filler {
        void fill(Path draft) throws IOException;
    }

    /** Creates the folder unless it exists. The caller ensures that no other process does the same. */
    static void createWhole(Path folder, Filler filler) throws IOException {
        if (Files.exists(folder)) {
            return;
        }
        Path draft = folder.resolveSibling("." + folder.getFileName() + ".draft");
        delete(draft);
        Files.createDirectories(draft);
        filler.fill(draft);
        Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void delete(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> content = Files.walk(folder)) {
            deepestFirst = content.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }
}

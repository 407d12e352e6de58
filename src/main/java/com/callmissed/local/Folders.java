package com.callmissed.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders that appear whole or not at all, whenever the process is killed. */
final class Folders {
    private Folders() {}

    /** Fills the folder. */
    interface Filler {
        void fill(Path draft) throws IOException;
    }

    /** Does nothing where the folder is there already. The caller makes sure that it is alone. */
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

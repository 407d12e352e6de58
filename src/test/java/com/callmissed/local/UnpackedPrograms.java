package com.callmissed.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

import com.callmissed.config.Progress;

/**
 * The programs of the embedded database for tests that are not about unpacking them, which takes seconds for each
 * folder.
 */
final class UnpackedPrograms {
    /** Unpacked once for all tests, also of later runs. */
    private static final Path SHARED = Path.of("target", "postgres-programs");

    private UnpackedPrograms() {}

    /** As if the service had unpacked them in this empty data directory before. */
    static void putInto(Path dataDir) {
        try {
            Path programs = unpack();
            copy(programs, dataDir.resolve("postgres").resolve(programs.getFileName()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path unpack() throws IOException {
        Files.createDirectories(SHARED);
        try (FileChannel lock =
                FileChannel.open(SHARED.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock.lock();
            return Binaries.unpack(SHARED, new Progress(System.out));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(
                        file,
                        to.resolve(from.relativize(file)),
                        StandardCopyOption.COPY_ATTRIBUTES,
                        LinkOption.NOFOLLOW_LINKS);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}

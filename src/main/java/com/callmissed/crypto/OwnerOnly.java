package com.callmissed.crypto;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Creates files and folders that only their owner can read, from the moment they exist. File systems without POSIX
 * permissions keep their own defaults.
 */
public final class OwnerOnly {
    private OwnerOnly() {}

    /** @throws java.nio.file.FileAlreadyExistsException when the name is taken */
    public static Path createFile(Path file) throws IOException {
        return Files.createFile(file, permissions(file, "rw-------"));
    }

    /** Leaves existing folders as they are. */
    static Path createDirectories(Path folder) throws IOException {
        return Files.createDirectories(folder, permissions(folder, "rwx------"));
    }

    private static FileAttribute<?>[] permissions(Path path, String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}

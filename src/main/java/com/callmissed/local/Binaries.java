package com.callmissed.local;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

import com.callmissed.config.Progress;
import com.callmissed.config.StartupException;
import com.callmissed.crypto.Sha256;

/**
 * The PostgreSQL programs. They are unpacked from the archive on the class path, once for each version of the archive.
 */
final class Binaries {
    private static final int OWNER_MAY_EXECUTE = 0100;

    private Binaries() {}

    /**
     * Returns the folder with {@code bin}, {@code lib} and {@code share}. Creates it in {@code parent} when it is
     * missing.
     */
    static Path unpack(Path parent, Progress progress) throws IOException {
        byte[] archive = read("postgres-" + system() + "-" + architecture() + ".txz");
        Path programs = parent.resolve("programs-" + shortDigest(archive));
        Folders.createWhole(programs, draft -> progress.step("Unpacking PostgreSQL", () -> unpack(archive, draft)));
        return programs;
    }

    private static byte[] read(String name) throws IOException {
        try (InputStream archive = Binaries.class.getClassLoader().getResourceAsStream(name)) {
            if (archive == null) {
                throw new StartupException("This build has no embedded database for this machine (" + name
                        + "): set DATABASE_URL, or build it here");
            }
            return archive.readAllBytes();
        }
    }

    private static Path unpack(byte[] archive, Path target) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(entry, tar, target.resolve(entry.getName()).normalize());
            }
        }
        return target;
    }

    private static void unpack(TarArchiveEntry entry, InputStream content, Path target) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(content, target);
        if ((entry.getMode() & OWNER_MAY_EXECUTE) != 0 && !target.toFile().setExecutable(true)) {
            throw new IOException(target + " cannot be made executable");
        }
    }

    private static String shortDigest(byte[] content) {
        return HexFormat.of().formatHex(Sha256.of(content), 0, 6);
    }

    private static String system() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (name.contains("windows")) {
            return "windows";
        }
        return name.contains("mac") ? "darwin" : "linux";
    }

    private static String architecture() {
        return "aarch64".equals(System.getProperty("os.arch")) ? "arm_64" : "x86_64";
    }
}

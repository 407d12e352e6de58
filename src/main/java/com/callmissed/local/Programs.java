package com.callmissed.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.callmissed.config.StartupException;

/** Runs the PostgreSQL programs without the PostgreSQL settings of the calling shell. */
final class Programs {
    private static final String UNSHARE = "unshare";

    private final Path home;
    private final Path workingDirectory;

    /**
     * Creates a runner.
     *
     * @param home contains {@code bin}
     * @param workingDirectory the start of relative arguments
     */
    Programs(Path home, Path workingDirectory) {
        this.home = home;
        this.workingDirectory = workingDirectory;
    }

    /**
     * Runs a program and waits until it has ended.
     *
     * @throws StartupException with its last line of output when it fails
     */
    void run(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            // PostgreSQL refuses to run as root. In its own user namespace it runs as another user, who owns the same
            // files.
            command.addAll(List.of(UNSHARE, "--user"));
        }
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(workingDirectory.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (waitFor(process) != 0) {
            throw failure(program, output.substring(output.lastIndexOf('\n') + 1));
        }
    }

    private static StartupException failure(String program, String lastWords) {
        return lastWords.startsWith(UNSHARE)
                ? new StartupException("PostgreSQL does not run as root, and this machine forbids user namespaces ("
                        + lastWords + "): use another user, or set DATABASE_URL")
                : new StartupException("The embedded database failed at " + program + ": " + lastWords);
    }

    private static boolean isRoot() throws IOException {
        Path self = Path.of("/proc/self");
        return Files.exists(self) && Integer.valueOf(0).equals(Files.getAttribute(self, "unix:uid"));
    }

    private static int waitFor(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}

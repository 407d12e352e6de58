package com.callmissed.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import com.callmissed.config.StartupException;
import com.callmissed.crypto.OwnerOnly;

/**
 * A PostgreSQL server and its files. It runs without the shortcuts of test set-ups, so committed data survives a power
 * failure.
 */
final class Cluster {
    static final String USER = "postgres";

    private static final String DATA = "data";
    private static final String LOG = "server.log";
    /** In seconds. Crash recovery is part of a start. */
    private static final String PATIENCE = "60";

    private final Path folder;
    private final Programs programs;

    /** @param folder the only folder that this class writes to; the caller holds its lock */
    Cluster(Path folder, Path programs) {
        this.folder = folder;
        this.programs = new Programs(programs, folder);
    }

    /** Creates the files of the server unless they exist. Independent of the machine's locale. */
    void initialise(String password) throws IOException {
        Folders.createWhole(folder.resolve(DATA), draft -> {
            Path passwordFile = draft.resolveSibling(".password");
            Files.deleteIfExists(passwordFile);
            Files.writeString(OwnerOnly.createFile(passwordFile), password);
            try {
                programs.run(
                        "initdb",
                        "--pgdata=" + draft.getFileName(),
                        "--username=" + USER,
                        "--pwfile=" + passwordFile.getFileName(),
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8");
            } finally {
                Files.delete(passwordFile);
            }
        });
    }

    /** Starts the server. Returns when it accepts connections on the loopback interface. */
    void start(int port) throws IOException {
        String options = "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c timezone=UTC";
        try {
            programs.run("pg_ctl", "start", "-D", DATA, "-l", LOG, "-o", options, "-w", "-t", PATIENCE);
        } catch (StartupException e) {
            throw new StartupException(lastFatal().orElse(e.getMessage()), e);
        }
    }

    /** Ends open sessions, writes all data to disk and returns when the server has stopped. */
    void stop() throws IOException {
        if (Files.exists(postmasterPid())) {
            programs.run("pg_ctl", "stop", "-D", DATA, "-m", "fast", "-w", "-t", PATIENCE);
        }
    }

    /**
     * Stops the server of a killed process, or deletes its stale pid file. Only this process uses the folder. So a
     * server that runs programs from the folder is the leftover one and is stopped. Any other process that now has the
     * pid is not touched.
     */
    void stopLeftover() throws IOException {
        if (Files.notExists(postmasterPid())) {
            return;
        }
        long pid = Long.parseLong(Files.readAllLines(postmasterPid()).get(0).strip());
        boolean ours = ProcessHandle.of(pid)
                .flatMap(process -> process.info().command())
                .filter(command -> Path.of(command).startsWith(folder))
                .isPresent();
        if (ours) {
            stop();
        } else {
            Files.delete(postmasterPid());
        }
    }

    /** Finds the cause in the server log, because the output of pg_ctl does not contain it. */
    private Optional<String> lastFatal() throws IOException {
        Path log = folder.resolve(LOG);
        return Files.notExists(log)
                ? Optional.empty()
                : Files.readAllLines(log).stream()
                        .filter(line -> line.contains("FATAL"))
                        .reduce((earlier, later) -> later)
                        .map(line -> "The embedded database does not start: " + line + " (see " + log + ")");
    }

    private Path postmasterPid() {
        return folder.resolve(DATA).resolve("postmaster.pid");
    }
}

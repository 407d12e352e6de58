package com.callmissed.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import com.callmissed.config.StartupException;

/**
 * The server and its files. Started without any of the short cuts that test set-ups take: what is committed survives a power
 * cut.
 */
final class Cluster {
    static final String USER = "postgres";

    private static final String DATA = "data";
    private static final String LOG = "server.log";
    /** Seconds; crash recovery is part of a start. */
    private static final String PATIENCE = "60";

    private final Path folder;
    private final Programs programs;

    /** @param folder the only place that is written to; the caller has locked it */
    Cluster(Path folder, Path programs) {
        this.folder = folder;
        this.programs = new Programs(programs, folder);
    }

    /** Makes the files of the server unless they are there. Independent of the machine's locale. */
    void initialise(String password) throws IOException {
        Folders.createWhole(folder.resolve(DATA), draft -> {
            Path passwordFile = draft.resolveSibling(".password");
            Files.writeString(passwordFile, password);
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

    /** Returns once the server answers on the loopback interface. */
    void start(int port) throws IOException {
        String options = "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c timezone=UTC";
        try {
            programs.run("pg_ctl", "start", "-D", DATA, "-l", LOG, "-o", options, "-w", "-t", PATIENCE);
        } catch (StartupException e) {
            throw new StartupException(lastFatal().orElse(e.getMessage()), e);
        }
    }

    /** Ends open sessions, writes everything down and returns when the server is gone. */
    void stop() throws IOException {
        if (Files.exists(postmasterPid())) {
            programs.run("pg_ctl", "stop", "-D", DATA, "-m", "fast", "-w", "-t", PATIENCE);
        }
    }

    /**
     * After a killed process its server lives on, or a file still names it. Nobody but us uses this folder, so a server that
     * runs programs from it is the leftover one and is stopped; any other process that bears the number by now is left alone.
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

    /** What pg_ctl only hints at. */
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

package com.callmissed.bench;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;

/** Another program that does a part of the service's work, with the processes that it starts itself. */
final class PeerProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration END = Duration.ofSeconds(5);

    private final Process process;
    private final Client client;

    private PeerProcess(Process process, Client client) {
        this.process = process;
        this.client = client;
    }

    /**
     * Returns once the program responds, with any status.
     *
     * @param name names the file with its output
     * @param port where it listens
     */
    static PeerProcess start(
            String name, Vertx vertx, List<String> command, Map<String, String> environment, int port) {
        Path output = Tool.write(name + ".log", "");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(output.toFile());
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.environment().putAll(environment);
        try {
            PeerProcess started = new PeerProcess(builder.start(), new Client(vertx, port));
            Runtime.getRuntime().addShutdownHook(new Thread(started::end));
            Waiting.until(name + " responds, see " + output, PATIENCE, () -> {
                WrongResult.unless(started.process.isAlive(), "%s has ended:%n%s", name, read(output));
                return started.responds();
            });
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Client client() {
        return client;
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        client.close();
        end();
    }

    private boolean responds() {
        try {
            return Client.await("a response", client.status(HttpMethod.GET, "/"), PATIENCE) > 0;
        } catch (IllegalStateException notYet) {
            return false;
        }
    }

    private void end() {
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        process.destroy();
        try {
            process.waitFor(END.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

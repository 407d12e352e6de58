package com.callmissed.nativeimage;

import java.net.URI;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.callmissed.nativeimage.Transcript.Request;
import com.callmissed.testing.SocketClient;

/** Socket frames, metrics, an outage of the database, and the end. */
final class ParityStops {
    private static final Pattern METRIC = Pattern.compile("^# TYPE (\\S+ \\S+)$", Pattern.MULTILINE);

    private ParityStops() {}

    static void send(ParityRun run) {
        sockets(run);
        metrics(run);
        outage(run);
        try (SocketClient socket = run.socket().ready()) {
            run.app.stop();
            run.transcript.note("The service stops", socket.next() + "\n" + socket.closed());
        }
    }

    private static void sockets(ParityRun run) {
        URI base = URI.create(run.app.baseUri());
        try (SocketClient socket = run.socket().ready()) {
            socket.send("{\"type\":\"ping\"}");
            run.transcript.note("A ping", socket.next());
            socket.send("hello");
            run.transcript.note("A frame that is not JSON", socket.next());
            socket.send("{\"type\":\"shout\"}");
            run.transcript.note("A frame of an unknown type", socket.next());
        }
        try (SocketClient socket = SocketClient.open(
                base, "/ws/conversations?token=" + run.owner + "&after=" + ParityRun.FOREIGN_CURSOR, Map.of())) {
            run.transcript.note("A socket from a place of another log", socket.next() + "\n" + socket.next());
        }
        try {
            SocketClient.open(base, "/ws/conversations", Map.of("X-Request-Id", Transcript.REQUEST_ID))
                    .close();
        } catch (SocketClient.Refused refused) {
            run.transcript.note("A socket without a credential", refused.getMessage());
        }
        revocation(run, base);
    }

    private static void revocation(ParityRun run, URI base) {
        var key = run.call(
                "A key for a socket",
                "POST",
                "/api/v1/keys",
                "{\"name\":\"Socket\",\"scopes\":[\"conversations:read\"]}");
        String bearer = "Bearer " + key.json().path("key").asText();
        try (SocketClient socket = SocketClient.open(base, "/ws/conversations", Map.of("Authorization", bearer))
                .ready()) {
            run.call("Its revocation", "DELETE", "/api/v1/keys/" + key.id());
            run.transcript.note("The socket of a revoked key", socket.closed().toString());
        }
    }

    /**
     * Compares the names and types of all metrics but {@code jvm_*}: a native binary has fewer of those, and the
     * garbage collector decides when some of them appear.
     */
    private static void metrics(ParityRun run) {
        String all = run.transcript
                .send(new Request("GET", "/q/metrics", Map.of(), null))
                .body();
        run.transcript.note(
                "Metrics",
                METRIC.matcher(all)
                        .results()
                        .map(metric -> metric.group(1))
                        .filter(metric -> !metric.startsWith("jvm_"))
                        .sorted()
                        .collect(Collectors.joining("\n")));
    }

    private static void outage(ParityRun run) {
        run.postgres.stopImmediately();
        run.call("The database is away", "GET", "/api/v1/conversations");
        run.postgres.startAgain();
        ParityRun.await(() -> run.transcript
                        .send(new Request("GET", "/q/health/ready", Map.of(), null))
                        .status()
                == 200);
    }
}

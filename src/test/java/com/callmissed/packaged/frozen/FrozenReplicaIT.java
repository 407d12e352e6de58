package com.callmissed.packaged.frozen;

import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.restassured.RestAssured;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Api;
import com.callmissed.testing.ConnectedBot;
import com.callmissed.testing.Database;
import com.callmissed.testing.FreezableProxy;
import com.callmissed.testing.Management;
import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.Parallel;
import com.callmissed.testing.Replicas;
import com.callmissed.testing.Replicas.Answer;
import com.callmissed.testing.TestDatabase;
import com.callmissed.testing.TestTokens;
import com.callmissed.testing.WhatsAppBot;

import static org.assertj.core.api.Assertions.assertThat;

/** One replica stops while it holds, or is about to hold, the log of a tenant. */
class FrozenReplicaIT {
    private static final int FROZEN = 0;
    private static final int ALIVE = 1;
    private static final int WRITES = 6;
    private static final int COMMITS = 4;
    private static final Duration WATCHED = Duration.ofSeconds(6);
    private static final Duration WEBHOOK_WITHIN = Duration.ofSeconds(10);
    private static final String HOLDS_THE_LOG = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            + " AND state = 'idle in transaction' AND query LIKE '%INSERT INTO event_counter%'";
    private static final String WAITS_FOR_THE_LOG =
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                    + " AND wait_event_type = 'Lock' AND query LIKE '%INSERT INTO event_counter%'";
    /** For other tenants. Asserted tightly on request, because this machine may be busy. */
    private static final Duration P99 = Duration.ofMillis(Boolean.getBoolean("frozen.timed") ? 1_000 : 5_000);

    private static Database database;
    private static FreezableProxy proxy;
    private static Replicas replicas;

    private final List<Duration> times = new ArrayList<>();

    @BeforeAll
    static void start() {
        URI url = URI.create(TestDatabase.create());
        database = Database.at(url.toString());
        proxy = new FreezableProxy(url.getPort());
        replicas = start(url);
        RestAssured.baseURI = replicas.address(ALIVE);
    }

    @AfterAll
    static void stop() {
        replicas.close();
        proxy.close();
        RestAssured.reset();
    }

    /** The commit travels with the last statement. So the database commits although the replica sees no result. */
    @Test
    void holdsNothingWhenItStopsAfterItsLastStatement() throws Exception {
        WhatsAppBot bot = WhatsAppBot.create(UUID.randomUUID(), "306540352242922");
        List<ConnectedBot> threads = IntStream.range(0, COMMITS)
                .mapToObj(i -> ConnectedBot.written(bot))
                .toList();
        Write warm = new Write(threads.get(0), "warm");
        assertThat(warm.send(FROZEN).join().status()).isEqualTo(201);
        try (Connection holder = database.open()) {
            holder.setAutoCommit(false);
            try (PreparedStatement lock =
                    holder.prepareStatement("SELECT 1 FROM event_counter WHERE tenant_id = ? FOR UPDATE")) {
                lock.setObject(1, bot.tenant());
                lock.execute();
            }
            List<CompletableFuture<Answer>> lost = threads.stream()
                    .map(thread -> new Write(thread, "committed").send(FROZEN))
                    .toList();
            Awaitility.await().until(() -> database.select(WAITS_FOR_THE_LOG).size() == COMMITS);
            signal("-STOP", replicas.app(FROZEN));
            try {
                holder.rollback();
                Awaitility.await()
                        .atMost(Duration.ofSeconds(2)) // less than the limit of an idle transaction
                        .until(() -> threads.stream()
                                .allMatch(thread -> contents(thread).contains("committed")));
            } finally {
                signal("-CONT", replicas.app(FROZEN));
            }
            lost.forEach(answer -> assertThat(answer.join().status()).isEqualTo(201));
        }
    }

    /** A proxy takes the commit away, so that the replica stops between the last statement and the commit. */
    @Test
    void delaysNobodyElseAndLosesNothing() throws Exception {
        ConnectedBot held = ConnectedBot.written();
        ConnectedBot other = ConnectedBot.written(WhatsAppBot.create(UUID.randomUUID(), "206540352242922"));
        List<Write> writes = IntStream.range(0, 2 * WRITES)
                .mapToObj(i -> new Write(held, "text " + UUID.randomUUID()))
                .toList();

        proxy.freezeAtCommit(true);
        writes.subList(0, WRITES).forEach(write -> write.send(FROZEN));
        Awaitility.await().until(() -> !database.select(HOLDS_THE_LOG).isEmpty());
        signal("-STOP", replicas.app(FROZEN));
        try {
            writes.subList(WRITES, writes.size()).forEach(write -> write.send(ALIVE));
            watch(other);
        } finally {
            proxy.freezeAtCommit(false);
            signal("-CONT", replicas.app(FROZEN));
        }
        assertThat(percentile99()).isLessThan(P99);

        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> isReady(replicas.app(FROZEN)));
        for (Write write : writes) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> write.send(FROZEN).join().status() == 201);
        }
        assertThat(held.messages())
                .extracting(message -> message.get("content"))
                .containsOnlyOnceElementsOf(
                        writes.stream().map(write -> (Object) write.content).toList())
                .hasSize(1 + writes.size());
        assertThat(database.select(
                        "SELECT count(*) = max(seq) FROM event WHERE tenant_id = ?",
                        held.bot().tenant()))
                .containsExactly("t");
        System.out.printf(
                "Frozen replica: p99 of %d requests of another tenant %d ms%n",
                times.size(), percentile99().toMillis());
    }

    /** Uses the service as another tenant, as long as the frozen replica could hold something. */
    private void watch(ConnectedBot other) {
        String token = TestTokens.of(other.bot().tenant(), "agent");
        String path = "/api/v1/conversations/" + other.conversation();
        long end = System.nanoTime() + WATCHED.toNanos();
        while (System.nanoTime() < end) {
            timed(() -> replicas.get(ALIVE, token, path), 200);
            timed(() -> new Write(other, "text").send(ALIVE), 201);
            Duration webhook = timed(
                    () -> replicas.webhook(
                            ALIVE,
                            other.bot(),
                            other.bot().textNow(Api.randomNumber().substring(1), WhatsAppBot.wamid(), "hello")),
                    200);
            assertThat(webhook).isLessThan(WEBHOOK_WITHIN);
            assertThat(isReady(replicas.app(ALIVE))).isTrue();
        }
    }

    private Duration timed(java.util.function.Supplier<CompletableFuture<Answer>> request, int expected) {
        long start = System.nanoTime();
        assertThat(request.get().join().status()).isEqualTo(expected);
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        times.add(time);
        return time;
    }

    private Duration percentile99() {
        return times.stream().sorted().toList().get((int) (0.99 * (times.size() - 1)));
    }

    private static List<Object> contents(ConnectedBot thread) {
        return thread.messages().stream().map(message -> message.get("content")).toList();
    }

    private static Replicas start(URI url) {
        Map<String, String> alive = new HashMap<>(PackagedApp.production(url.toString()));
        // Automatic replies are off: only the test writes.
        alive.put("CALLMISSED_AUTOREPLY_QUIET", "PT1H");
        alive.put("CALLMISSED_AUTOREPLY_LONGEST_BURST", "PT1H");
        Map<String, String> frozen = new HashMap<>(alive);
        frozen.put("DATABASE_URL", url.toString().replace(":" + url.getPort(), ":" + proxy.port()));
        frozen.put("CALLMISSED_DATABASE_LOCK_TIMEOUT", "PT20S"); // a test holds a lock
        return Replicas.of(Parallel.run(2, i -> PackagedApp.start(i == FROZEN ? frozen : alive))
                .toArray(PackagedApp[]::new));
    }

    private static boolean isReady(PackagedApp app) {
        return Management.given(app).get("/q/health/ready").statusCode() == 200;
    }

    private static void signal(String signal, PackagedApp app) throws IOException, InterruptedException {
        String pid = Long.toString(app.process().pid());
        assertThat(new ProcessBuilder("kill", signal, pid).start().waitFor()).isZero();
    }

    /** One message, which may be sent again with the same key. */
    private record Write(ConnectedBot thread, String content, String key) {
        Write(ConnectedBot thread, String content) {
            this(thread, content, UUID.randomUUID().toString());
        }

        CompletableFuture<Answer> send(int app) {
            return replicas.post(
                    app,
                    TestTokens.of(thread.bot().tenant(), "agent"),
                    "/api/v1/conversations/" + thread.conversation() + "/messages",
                    key,
                    Map.of("role", "user", "content", content));
        }
    }
}

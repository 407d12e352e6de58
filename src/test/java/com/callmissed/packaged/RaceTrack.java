package com.callmissed.packaged;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.callmissed.testing.Database;
import com.callmissed.testing.GraphMessage;
import com.callmissed.testing.GraphServer;
import com.callmissed.testing.Management;
import com.callmissed.testing.ModelServer;
import com.callmissed.testing.Replicas;
import com.callmissed.testing.Replicas.Answer;
import com.callmissed.testing.TestTokens;
import com.callmissed.testing.WhatsAppBot;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two processes on one database, with a model and a Graph API of the test, and one bot whose customers all write at
 * once.
 */
final class RaceTrack implements AutoCloseable {
    /** How many replies one process works on at once. */
    static final int TURNS = 20;
    /** How many messages one process has claimed at once. */
    static final int SENDS = 40;
    /** How many of those have a connection. */
    static final int CONNECTIONS = 20;

    private final AnsweringService service = new AnsweringService(settings());
    private final Replicas replicas = service.replicas();
    private final GraphServer graph = service.graph();
    private final WhatsAppBot bot;
    private final String token;
    private final AtomicInteger customers = new AtomicInteger();
    private final List<Runnable> cleanUp = new CopyOnWriteArrayList<>();

    RaceTrack() {
        service.talkTo(0);
        bot = WhatsAppBot.create();
        token = TestTokens.of(bot.tenant(), "agent");
    }

    /** Time-outs are long, so that no step ends because of a slow machine. */
    private static Map<String, String> settings() {
        return Map.ofEntries(
                Map.entry("CALLMISSED_WHATSAPP_TIMEOUT", "PT40S"),
                Map.entry("CALLMISSED_WHATSAPP_CONNECTIONS", Integer.toString(CONNECTIONS)),
                Map.entry("CALLMISSED_AI_TIMEOUT", "PT40S"),
                Map.entry("CALLMISSED_AUTOREPLY_QUIET", "PT0.05S"),
                Map.entry("CALLMISSED_AUTOREPLY_POLL", "PT0.2S"),
                Map.entry("CALLMISSED_AUTOREPLY_CONCURRENCY", Integer.toString(TURNS)),
                Map.entry("CALLMISSED_OUTBOX_POLL", "PT0.2S"),
                Map.entry("CALLMISSED_OUTBOX_LEASE", "PT45S"),
                Map.entry("CALLMISSED_OUTBOX_CONCURRENCY", Integer.toString(SENDS)),
                // All races are of one tenant.
                Map.entry("CALLMISSED_OUTBOX_TENANT_CONCURRENCY", Integer.toString(SENDS)),
                Map.entry("CALLMISSED_TENANT_CONNECTIONS", "1"),
                Map.entry("CALLMISSED_JOURNAL_ANSWER_WITHIN", "PT40S"),
                Map.entry("CALLMISSED_HTTP_RESPONSE_TIMEOUT", "PT60S"),
                Map.entry("CALLMISSED_DATABASE_LOCK_TIMEOUT", "PT40S"),
                Map.entry("CALLMISSED_DATABASE_STATEMENT_TIMEOUT", "PT50S"),
                Map.entry("QUARKUS_DATASOURCE_REACTIVE_MAX_SIZE", "30"));
    }

    /** Holds the model's responses to all requests from now on. */
    ModelServer.Hold holdModel() {
        ModelServer.Hold hold = service.model().hold(request -> true);
        cleanUp.add(hold::release);
        return hold;
    }

    /** Holds what is sent to the customers of these races. */
    GraphServer.Hold holdGraph(List<Race> races) {
        Set<String> numbers = races.stream().map(Race::number).collect(Collectors.toSet());
        GraphServer.Hold hold = graph.hold(message -> numbers.contains(message.to()));
        cleanUp.add(hold::release);
        return hold;
    }

    /** Releases everything that a failed step holds. */
    void cleanUp() {
        cleanUp.forEach(Runnable::run);
        cleanUp.clear();
        graph.resumeReading();
    }

    GraphServer graph() {
        return graph;
    }

    Database database() {
        return service.database();
    }

    /** Creates customers who have not written yet. */
    List<Race> customers(int count) {
        return customers(count, "question ");
    }

    /** Creates customers who have not written yet, and whose replies take two messages. */
    List<Race> customersOfLongAnswers(int count) {
        return customers(count, AnsweringService.AT_LENGTH);
    }

    private List<Race> customers(int count, String question) {
        return IntStream.range(0, count)
                .map(i -> customers.getAndIncrement())
                .mapToObj(index -> new Race(index, "+1555" + (2_000_000 + index), question + UUID.randomUUID()))
                .toList();
    }

    /** New customers write to the bot at once. Returns when their messages are stored. */
    List<Race> write(int count) {
        return write(customers(count));
    }

    List<Race> write(List<Race> races) {
        races.stream().map(this::write).toList().forEach(RaceTrack::join);
        // A payload that finds no place is acknowledged before its message is stored.
        AnsweringService.await().untilAsserted(() -> {
            Map<String, String> ids = conversations();
            assertThat(ids).containsKeys(races.stream().map(Race::customer).toArray(String[]::new));
            races.forEach(race -> race.opened(ids.get(race.customer())));
        });
        return races;
    }

    private Map<String, String> conversations() {
        Map<String, String> ids = new HashMap<>();
        database()
                .select("SELECT external_id || ' ' || id FROM conversation")
                .forEach(row -> ids.put(row.split(" ")[0], row.split(" ")[1]));
        return ids;
    }

    CompletableFuture<Answer> write(Race race) {
        return replicas.webhook(
                        race.customerSide(), bot, bot.textNow(race.number(), WhatsAppBot.wamid(), race.question()))
                .thenApply(answer -> expect(200, answer));
    }

    /** Opens the conversation before the customer writes. */
    void open(Race race) {
        Map<String, String> body =
                Map.of("bot_id", bot.id().toString(), "channel", "whatsapp", "external_id", race.customer());
        Answer answer = expect(201, join(send(race.humanSide(), "POST", "/api/v1/conversations", body)));
        race.opened(answer.body().path("id").asText());
    }

    CompletableFuture<Answer> send(int app, String method, String path, Map<String, ?> body) {
        return replicas.send(app, token, method, path, body);
    }

    /** A person replies over the API. */
    CompletableFuture<Answer> reply(int app, Race race, String text) {
        return send(app, "POST", race.path("/messages"), Map.of("role", "assistant", "content", text));
    }

    /** A person replies on the business phone. */
    CompletableFuture<Answer> echo(int app, Race race, String text) {
        return replicas.webhook(app, bot, bot.echo(race.number(), WhatsAppBot.wamid(), text));
    }

    /** Starts all takeovers at once. */
    CompletableFuture<Void> takeOver(Takeover way, List<Race> races) {
        return CompletableFuture.allOf(
                races.stream().map(race -> takeOver(way, race)).toArray(CompletableFuture[]::new));
    }

    /** On the process that the customer has not written to. */
    CompletableFuture<Void> takeOver(Takeover way, Race race) {
        return way.start(this, race.humanSide(), race)
                .thenAccept(answer -> race.takenOver(expect(way.status(), answer)));
    }

    /** Waits until the takeovers are committed, with or without a response. */
    void awaitTakenOver(List<Race> races) {
        String ids = races.stream().map(race -> "'" + race.conversation() + "'").collect(Collectors.joining(","));
        AnsweringService.await()
                .until(
                        () -> service.count("conversation WHERE control_epoch > 0 AND id IN (" + ids + ")"),
                        n -> n == races.size());
    }

    /** The bot's messages to the customer of a race. */
    List<GraphMessage> answers(Race race) {
        return graph.messages(race.customer()).stream()
                .filter(message -> message.body().contains(AnsweringService.ANSWER))
                .toList();
    }

    /** The number of replies that were dropped since the start because of a takeover. */
    long dropped() {
        return replicas.count("callmissed_autoreply_total", "outcome=\"taken_over\"");
    }

    /** Lets each process send until it knows that Meta responds again. */
    void awaitClosedBreakers() {
        Race race = write(1).get(0);
        for (int app = 0; app < 2; app++) {
            int replica = app;
            AnsweringService.await().pollInterval(Duration.ofMillis(200)).until(() -> {
                join(reply(replica, race, "Are you there?"));
                return Management.given(replicas.app(replica))
                        .get("/q/metrics")
                        .asString()
                        .contains("callmissed_outbound_breaker_open 0.0");
            });
        }
        settle();
    }

    /** Waits until this number of messages in the outbox meets a condition in SQL. */
    void awaitOutbox(String condition, int count) {
        AnsweringService.await().until(() -> service.count("outbox WHERE " + condition), n -> n == count);
    }

    /** Waits until this number of statements waits for a locked row. */
    void awaitLockWaiters(int count) {
        AnsweringService.await()
                .until(
                        () -> service.count(
                                "pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"),
                        n -> n == count);
    }

    /** Locks the rows of the conversations until the waiting statements are queued one after the other. */
    List<Race> whileLocked(List<Race> races, Supplier<CompletableFuture<Void>> lineUp) {
        String ids = races.stream().map(race -> "'" + race.conversation() + "'").collect(Collectors.joining(","));
        try (Connection connection = database().open();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT FROM conversation WHERE id IN (" + ids + ") FOR UPDATE");
            CompletableFuture<Void> takeover = lineUp.get();
            awaitLockWaiters(2 * races.size());
            connection.commit();
            join(takeover);
            return races;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void settle() {
        service.settle();
    }

    static <T> T join(CompletableFuture<T> future) {
        return future.orTimeout(90, TimeUnit.SECONDS).join();
    }

    private static Answer expect(int status, Answer answer) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
        return answer;
    }

    @Override
    public void close() {
        service.close();
    }
}

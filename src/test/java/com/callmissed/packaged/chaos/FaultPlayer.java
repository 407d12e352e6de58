package com.callmissed.packaged.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;

import com.callmissed.testing.GraphReply;
import com.callmissed.testing.ModelServer;
import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.Replicas;
import com.callmissed.testing.WhatsAppBot;

import static org.assertj.core.api.Assertions.assertThat;

/** Begins and ends faults. */
final class FaultPlayer {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /**
     * For each response of the database: more than the rule allows on average, and little enough that a webhook, which
     * waits for about eight responses, is still in time.
     */
    private static final Duration SLOW = Duration.ofMillis(105);
    /** Parts of the payload that takes long; each waits. */
    private static final int PARTS = 60;

    private static final String WAIT = "PERFORM pg_sleep(0.4)";
    /** The error that PostgreSQL reports when it cannot extend a file. */
    private static final String DISK_FULL = "RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'";
    /** A text that the database can never store. */
    private static final String POISON =
            "RAISE EXCEPTION 'cannot be stored' USING ERRCODE = 'character_not_in_repertoire'";

    private final ChaosService service;
    private PackagedApp second;

    FaultPlayer(ChaosService service) {
        this.service = service;
    }

    /** Starts what the fault needs. Returns the processes by name. */
    Map<String, PackagedApp> prepare(Fault fault) {
        Map<String, PackagedApp> pods = new LinkedHashMap<>();
        pods.put("a", service.app);
        if (fault == Fault.FROZEN_REPLICA) {
            second = service.startReplica();
            pods.put("b", second);
        }
        return pods;
    }

    /** Returns when the fault has shown itself. */
    void begin(Fault fault) throws Exception {
        switch (fault) {
            case DATABASE_AWAY -> {
                service.postgres.stopImmediately();
                service.traffic.awaitSkipped();
            }
            case SLOW_DATABASE -> {
                service.proxy.takes(SLOW);
                service.traffic.awaitRound();
            }
            case DISK_FULL -> {
                onInsert("inbound_payload", "true", DISK_FULL);
                onInsert("message", "true", DISK_FULL);
                awaitRise("callmissed_refused_writes_total", "");
            }
            case PROVIDER_HANGING -> {
                service.graph.replies(message -> GraphReply.hang());
                await(scrape -> scrape.sum("callmissed_outbound_breaker_open") > 0);
            }
            case PROVIDER_REFUSING -> {
                service.graph.replies(message -> GraphReply.error(400, 131045, "The number is not registered"));
                awaitRise("callmissed_outbox_total", "outcome=\"failed\"");
            }
            case MODEL_AWAY -> {
                service.model.close();
                awaitRise("callmissed_ai_calls_total", "outcome=\"error\"");
            }
            case BACKLOG_GROWING -> {
                onInsert("message", "NEW.content = 'slow'", WAIT);
                deliver(IntStream.range(0, PARTS).mapToObj(i -> message("slow")).toArray(String[]::new));
                deliver(message("Hello"));
                await(scrape -> scrape.sum("callmissed_journal_oldest_pending_seconds") > 2);
            }
            case POISONED_PAYLOAD -> {
                onInsert("message", "NEW.content = 'poison'", POISON);
                deliver(message("poison"));
                await(scrape -> scrape.sum("callmissed_journal_failed") == 1);
            }
            case UNREADABLE_PAYLOAD -> {
                post("{\"phone_number_id\":\"" + service.other.phoneNumberId() + "\", nonsense");
                await(scrape -> scrape.sum("callmissed_journal_unreadable") == 1);
            }
            case FROZEN_REPLICA -> signal("-STOP");
            case EXPIRED_CERTIFICATE -> {
                service.issuer.expire();
                Scrape before = service.recorder.scrape(service.app);
                await(scrape -> {
                    goOn(fault);
                    return failedReads(scrape) > failedReads(before);
                });
            }
        }
    }

    /** What goes on while the fault lasts, besides the traffic. */
    void goOn(Fault fault) {
        if (fault == Fault.EXPIRED_CERTIFICATE) {
            assertThat(statusOfNewToken()).isEqualTo(401);
        }
    }

    /** Whether the window shows what the fault does again and again. */
    static boolean isEnough(Fault fault, Window window) {
        return switch (fault) {
            case DISK_FULL -> window.rise("callmissed_refused_writes_total", "") >= 1;
            case PROVIDER_REFUSING -> window.rise("callmissed_outbox_total", "outcome=\"failed\"") >= 1;
            case MODEL_AWAY -> window.rise("callmissed_ai_calls_total", "outcome=\"error\"") >= 1;
            case PROVIDER_HANGING -> window.rise("callmissed_outbox_total", "outcome=\"uncertain\"") >= 1;
            case EXPIRED_CERTIFICATE -> window.rise("callmissed_jwks_fetches_total", "outcome=\"failed\"") >= 1;
            default -> true;
        };
    }

    /** Repairs the cause, as the runbook says. */
    void end(Fault fault) throws Exception {
        switch (fault) {
            case DATABASE_AWAY -> service.postgres.startAgain();
            case SLOW_DATABASE -> service.proxy.takes(Duration.ZERO);
            case DISK_FULL -> insertNormally();
            case BACKLOG_GROWING -> {
                insertNormally();
                Awaitility.await().atMost(PATIENCE).until(() -> service.database
                        .select(
                                "SELECT id FROM inbound_payload WHERE tenant_id = ? AND outcome = 'pending'",
                                service.other.tenant())
                        .isEmpty());
            }
            case PROVIDER_HANGING, PROVIDER_REFUSING -> service.graph.replies(message -> GraphReply.accepted());
            case MODEL_AWAY -> service.model = ModelServer.inPlaceOf(service.model);
            case POISONED_PAYLOAD -> {
                insertNormally();
                service.operate("admin", "payloads", "retry", "--status", "failed", "--yes");
            }
            case UNREADABLE_PAYLOAD -> {
                String id = service.database
                        .select("SELECT id FROM inbound_payload WHERE outcome = 'unreadable'")
                        .get(0);
                service.operate("admin", "payloads", "discard", id, "--yes");
            }
            case FROZEN_REPLICA -> signal("-CONT");
            case EXPIRED_CERTIFICATE -> {
                service.issuer.renew();
                Awaitility.await().atMost(PATIENCE).until(() -> statusOfNewToken() == 200);
            }
        }
    }

    /** Stops what {@link #prepare} has started. */
    void cleanUp() {
        if (second != null) {
            second.close();
            second = null;
        }
    }

    private int statusOfNewToken() {
        return service.replicas
                .get(0, service.issuer.newToken(service.other.tenant()), "/api/v1/conversations")
                .thenApply(Replicas.Answer::status)
                .join();
    }

    private static double failedReads(Scrape scrape) {
        return scrape.sum("callmissed_jwks_fetches_total", "outcome=\"failed\"");
    }

    private void await(Predicate<Scrape> condition) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(250))
                .until(() -> condition.test(service.recorder.scrape(service.app)));
    }

    private void awaitRise(String metric, String labels) {
        double before = service.recorder.scrape(service.app).sum(metric, labels);
        await(scrape -> scrape.sum(metric, labels) > before);
    }

    private static String message(String text) {
        return WhatsAppBot.message("16505550001", WhatsAppBot.wamid(), "text", "\"text\":{\"body\":\"" + text + "\"}");
    }

    private void deliver(String... messages) {
        post(service.other.payload(messages));
    }

    private void post(String body) {
        assertThat(service.replicas.webhook(0, service.other, body).join().status())
                .isEqualTo(200);
    }

    private void onInsert(String table, String condition, String statement) {
        service.database.execute("CREATE FUNCTION chaos_" + table + "() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                + statement + "; RETURN NEW; END $$");
        service.database.execute("CREATE TRIGGER chaos BEFORE INSERT ON " + table + " FOR EACH ROW WHEN (" + condition
                + ") EXECUTE FUNCTION chaos_" + table + "()");
    }

    private void insertNormally() {
        service.database.execute("DROP FUNCTION IF EXISTS chaos_message, chaos_inbound_payload CASCADE");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        String pid = Long.toString(second.process().pid());
        assertThat(new ProcessBuilder("kill", signal, pid).start().waitFor()).isZero();
    }
}

package com.callmissed.inbound;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import jakarta.inject.Inject;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.persistence.Ids;
import com.callmissed.testing.Database;
import com.callmissed.testing.JournalRows;
import com.callmissed.testing.OwnThread;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.WhatsAppBot;

import static com.callmissed.inbound.JournalSteps.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Work on a payload that is interrupted: paused, taken over by another process while it is frozen, or too long. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class JournalClaimTest {
    private static final String CUSTOMER = "16505551234";
    private static final Duration SHORT = Duration.ofSeconds(5);

    @Inject
    Journal journal;

    @Inject
    JournalConfig config;

    @Inject
    PayloadAttempt attempt;

    @Inject
    WorkerOffload offload;

    @Inject
    IngestMetrics metrics;

    @Inject
    MeterRegistry registry;

    @Inject
    Ids ids;

    @Inject
    @All
    List<PayloadProcessor> processors;

    private WhatsAppBot bot;

    @BeforeEach
    void connect() {
        bot = WhatsAppBot.create();
    }

    @Test
    void continuesAPausedPayloadAfterThePartsThatAreStored() {
        ClaimedPayload claimed = claimed("first", "second", "third");
        double repeated = duplicates();
        run(() -> attempt.run(claimed, () -> true));
        await().untilAsserted(
                        () -> assertThat(JournalRows.outcomes(bot.tenant())).containsExactly("processed"));
        assertThat(contents()).containsExactly("first", "second", "third");
        assertThat(duplicates()).isEqualTo(repeated);
        assertThat(journal("parts_done")).isEqualTo("3");
    }

    @Test
    void renewsTheLeaseWithEachPart() {
        ClaimedPayload claimed = claimed("first", "second", "third");
        Frozen frozen = new Frozen(2);
        CompletableFuture<Void> work = frozen.start(claimed);
        await().until(() -> contents().size() == 2);
        assertThat(Double.parseDouble(journal("extract(epoch FROM lease_until - now())")))
                .isBetween(25.0, 30.0);
        assertThat(journal("parts_done")).isEqualTo("1");
        assertThat(JournalRows.outcomes(bot.tenant())).containsExactly("pending");
        frozen.thaw();
        assertThat(work).succeedsWithin(SHORT);
        assertThat(JournalRows.outcomes(bot.tenant())).containsExactly("processed");
    }

    @Test
    void storesNothingAfterAnotherProcessHasTakenOver() {
        ClaimedPayload claimed = claimed("first", "second", "third");
        Frozen frozen = new Frozen(1);
        CompletableFuture<Void> work = frozen.start(claimed);
        await().until(() -> contents().size() == 1);
        Database.update("DELETE FROM message WHERE tenant_id = ?", bot.tenant());
        takeOver();
        Database.update("DELETE FROM message WHERE tenant_id = ?", bot.tenant());
        frozen.thaw();
        assertThat(work).succeedsWithin(SHORT);
        assertThat(contents()).as("messages of the process that lost its claim").isEmpty();
        assertThat(JournalRows.outcomes(bot.tenant())).containsExactly("processed");
    }

    @Test
    void doesNotSettleAfterAnotherProcessHasTakenOver() {
        ClaimedPayload claimed = claimed("first");
        Frozen frozen = new Frozen(0);
        CompletableFuture<Void> work = frozen.start(claimed);
        takeOver();
        frozen.fail();
        assertThat(work).succeedsWithin(SHORT);
        assertThat(JournalRows.outcomes(bot.tenant())).containsExactly("processed");
        assertThat(journal("attempts")).isEqualTo("0");
        assertThat(contents()).containsExactly("first");
    }

    @Test
    void keepsAPayloadWithTooManyPartsForAnOperator() {
        ClaimedPayload claimed = claimed("first", "second", "third");
        JournalConfig two = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withMapping(JournalConfig.class)
                .withDefaultValue("callmissed.journal.max-parts", "2")
                .build()
                .getConfigMapping(JournalConfig.class);
        PayloadAttempt limited = new PayloadAttempt(journal, two, metrics, offload, processors);
        run(() -> limited.run(claimed, () -> false));
        assertThat(contents()).containsExactly("first", "second");
        assertThat(JournalRows.outcomes(bot.tenant())).containsExactly("failed");
        assertThat(journal("detail")).isEqualTo("1 of 3 parts, more than 2");
        Database.update("""
                UPDATE inbound_payload SET outcome = 'pending', attempts = 0, processed_at = NULL, lease_until = now()
                WHERE outcome = 'failed' AND tenant_id = ?
                """, bot.tenant());
        await().untilAsserted(
                        () -> assertThat(JournalRows.outcomes(bot.tenant())).containsExactly("processed"));
        assertThat(contents()).containsExactly("first", "second", "third");
    }

    /** Ends the lease, and waits until the service has processed the payload. */
    private void takeOver() {
        Database.update("UPDATE inbound_payload SET lease_until = now() WHERE tenant_id = ?", bot.tenant());
        await().untilAsserted(
                        () -> assertThat(JournalRows.outcomes(bot.tenant())).containsExactly("processed"));
    }

    private ClaimedPayload claimed(String... texts) {
        String[] messages = new String[texts.length];
        for (int i = 0; i < texts.length; i++) {
            messages[i] = WhatsAppBot.message(
                    CUSTOMER, WhatsAppBot.wamid(), "text", "\"text\":{\"body\":\"" + texts[i] + "\"}");
        }
        InboundPayload payload =
                JournalSteps.payload(bot, ids.next(), bot.payload(messages).getBytes());
        UUID claim = ids.next();
        run(() -> journal.append(List.of(payload), claim, SHORT));
        return ClaimedPayload.stored(payload, claim);
    }

    private List<Object> contents() {
        return new ArrayList<>(
                Database.column("SELECT content FROM message WHERE tenant_id = ? ORDER BY id", bot.tenant()));
    }

    private double duplicates() {
        return registry.get("callmissed.ingest")
                .tag("outcome", "duplicate")
                .counter()
                .count();
    }

    private String journal(String expression) {
        return Database.column("SELECT " + expression + " FROM inbound_payload WHERE tenant_id = ?", bot.tenant())
                .get(0);
    }

    /** The work of a process that freezes before one of the parts. */
    private final class Frozen implements PayloadProcessor {
        private final CompletableFuture<Void> thawed = new CompletableFuture<>();
        private final int part;

        Frozen(int part) {
            this.part = part;
        }

        CompletableFuture<Void> start(ClaimedPayload claimed) {
            PayloadAttempt own = new PayloadAttempt(journal, config, metrics, offload, List.of(this));
            return OwnThread.run(() -> run(() -> own.run(claimed, () -> false)));
        }

        void thaw() {
            thawed.complete(null);
        }

        void fail() {
            thawed.completeExceptionally(new IllegalStateException());
        }

        @Override
        public String provider() {
            return "whatsapp";
        }

        @Override
        public List<PayloadPart> read(InboundPayload payload) {
            try {
                List<PayloadPart> parts = new ArrayList<>(processors.get(0).read(payload));
                PayloadPart stored = parts.get(part);
                parts.set(
                        part, guard -> Uni.createFrom().completionStage(thawed).chain(() -> stored.deliver(guard)));
                return parts;
            } catch (UnreadablePayloadException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}

package com.callmissed.inbound;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.callmissed.persistence.Ids;
import com.callmissed.testing.Database;
import com.callmissed.testing.HeldTransaction;
import com.callmissed.testing.JournalRows;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.WhatsAppBot;

import static com.callmissed.inbound.JournalSteps.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Which payload a worker takes. The payloads of a stuck tenant wait for a row that the test has locked. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class JournalQueueTest {
    private static final String CUSTOMER = "16505551234";
    private static final Duration LEASE = Duration.ofDays(1);

    @Inject
    Journal journal;

    @Inject
    JournalQueue queue;

    @Inject
    JournalConfig config;

    @Inject
    Ids ids;

    private final List<HeldTransaction> held = new ArrayList<>();
    private final List<UUID> stuck = new ArrayList<>();
    private final UUID tenant = UUID.randomUUID();
    private final UUID bot = UUID.randomUUID();

    @AfterEach
    void release() {
        held.forEach(HeldTransaction::close);
        stuck.add(tenant);
        stuck.forEach(each -> Database.update("DELETE FROM inbound_payload WHERE tenant_id = ?", each));
    }

    @Test
    void aTenantWhosePayloadsAreStuckHasHalfOfTheWorkers() {
        UUID hostile = stuckTenant(config.workers());
        await().untilAsserted(() -> assertThat(claimed(hostile)).isEqualTo(config.workers() / 2));
        WhatsAppBot other = WhatsAppBot.create();
        byte[] body = other.text(CUSTOMER, WhatsAppBot.wamid(), "Hello").getBytes();
        for (int i = 0; i < 3; i++) {
            append(JournalSteps.payload(other, ids.next(), body));
        }
        await().untilAsserted(() -> assertThat(JournalRows.outcomes(other.tenant()))
                .containsExactly("processed", "processed", "processed"));
        assertThat(claimed(hostile)).isEqualTo(config.workers() / 2);
    }

    @Test
    void aBotsPayloadsAreProcessedInTheOrderOfTheirArrival() {
        occupyTheWorkers();
        InboundPayload first = append(payload(bot));
        InboundPayload second = append(payload(bot));
        InboundPayload third = append(payload(bot));
        ClaimedPayload work = claim();
        assertThat(work.payload().id()).isEqualTo(first.id());
        assertThat(claim()).isNull();
        run(() -> journal.pause(work, new PayloadProgress(3, 1, 0, 0)));
        ClaimedPayload again = claim();
        assertThat(again.payload().id()).isEqualTo(first.id());
        assertThat(again.progress()).isEqualTo(new PayloadProgress(3, 1, 0, 0));
        settle(again);
        ClaimedPayload next = claim();
        assertThat(next.payload().id()).isEqualTo(second.id());
        settle(next);
        assertThat(claim().payload().id()).isEqualTo(third.id());
    }

    @Test
    void aPayloadDoesNotOvertakeOneThatWaits() {
        occupyTheWorkers();
        append(payload(bot));
        InboundPayload later = payload(bot);
        InboundPayload ofAnotherBot = payload(UUID.randomUUID());
        assertThat(run(() -> journal.append(List.of(later, ofAnotherBot), ids.next(), LEASE)))
                .containsExactly(ofAnotherBot.id());
        settle(claim());
        assertThat(claim().payload().id()).isEqualTo(later.id());
        assertThat(run(() -> journal.append(List.of(payload(bot)), ids.next(), LEASE)))
                .hasSize(1);
    }

    @Test
    void onePayloadIsClaimedOnce() {
        occupyTheWorkers();
        for (int i = 0; i < 3; i++) {
            append(payload(UUID.randomUUID()));
        }
        List<ClaimedPayload> claimed = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            claimed.addAll(run(() -> Uni.join()
                    .all(claimed(List.of()), claimed(List.of()), claimed(List.of()))
                    .andFailFast()));
        }
        assertThat(claimed.stream().filter(Objects::nonNull).map(each -> each.payload()
                        .id()))
                .hasSize(3)
                .doesNotHaveDuplicates();
    }

    @Test
    void tenantsTakeTurns() {
        occupyTheWorkers();
        append(payload(bot));
        append(payload(UUID.randomUUID()));
        UUID another = UUID.randomUUID();
        append(payload(another, UUID.randomUUID(), 1));
        try {
            assertThat(run(() -> claimed(List.of(tenant))).payload().tenantId()).isEqualTo(another);
            append(payload(another, UUID.randomUUID(), 1));
            assertThat(run(() -> claimed(List.of(tenant, another))).payload().tenantId())
                    .isEqualTo(tenant);
            assertThat(run(() -> claimed(List.of(another, tenant))).payload().tenantId())
                    .isEqualTo(another);
        } finally {
            Database.update("DELETE FROM inbound_payload WHERE tenant_id = ?", another);
        }
    }

    @Test
    void largePayloadsLeaveWorkersToSmallOnes() {
        occupyTheWorkers();
        InboundPayload large = append(payload(tenant, bot, 1001));
        append(payload(bot));
        assertThat(run(() -> queue.claim(LEASE, others(), List.of(), 1000))).isNull();
        InboundPayload small = append(payload(UUID.randomUUID()));
        assertThat(run(() -> queue.claim(LEASE, others(), List.of(), 1000))
                        .payload()
                        .id())
                .isEqualTo(small.id());
        assertThat(run(() -> queue.claim(LEASE, others(), List.of(), 1001))
                        .payload()
                        .id())
                .isEqualTo(large.id());
    }

    @Test
    void theClaimOfAProcessThatEndedEnds() {
        occupyTheWorkers();
        InboundPayload payload = append(payload(bot));
        ClaimedPayload lost = claim();
        assertThat(claim()).isNull();
        Database.update("UPDATE inbound_payload SET lease_until = now() WHERE tenant_id = ?", tenant);
        ClaimedPayload taken = claim();
        assertThat(taken.payload().id()).isEqualTo(payload.id());
        assertThat(taken.claim()).isNotEqualTo(lost.claim());
        assertThat(settle(lost)).isFalse();
        assertThat(run(() -> journal.pause(lost, lost.progress()))).isFalse();
        assertThat(run(() -> journal.postpone(lost, lost.progress(), "late", Duration.ZERO, true)))
                .isFalse();
        assertThat(settle(taken)).isTrue();
    }

    /** Lets the workers of the service wait for locked rows, so that the test alone takes payloads. */
    private void occupyTheWorkers() {
        stuckTenant(config.workers() / 2);
        stuckTenant(config.workers() / 2);
        await().until(() -> stuck.stream().mapToInt(this::claimed).sum() == config.workers());
    }

    /** A tenant with bots whose payloads wait for a row that is locked until the end of the test. */
    private UUID stuckTenant(int bots) {
        UUID hostile = UUID.randomUUID();
        List<WhatsAppBot> all = new ArrayList<>();
        for (int i = 0; i < bots; i++) {
            WhatsAppBot each = WhatsAppBot.create(hostile, "77" + System.nanoTime());
            each.post(each.text(CUSTOMER, WhatsAppBot.wamid(), "before")).statusCode(200);
            all.add(each);
        }
        held.add(HeldTransaction.of("SELECT FROM conversation WHERE tenant_id = ? FOR UPDATE", hostile));
        stuck.add(hostile);
        for (WhatsAppBot each : all) {
            byte[] body = each.text(CUSTOMER, WhatsAppBot.wamid(), "Hello").getBytes();
            append(new InboundPayload(
                    hostile, ids.next(), each.id(), "whatsapp", each.phoneNumberId(), body, null, Instant.now(), 0));
        }
        await().until(() -> claimed(hostile) > 0);
        return hostile;
    }

    private int claimed(UUID tenant) {
        return Database.column("""
                        SELECT id FROM inbound_payload
                        WHERE tenant_id = ? AND outcome = 'pending' AND claim IS NOT NULL
                        """, tenant).size();
    }

    private ClaimedPayload claim() {
        return run(() -> claimed(List.of()));
    }

    private Uni<ClaimedPayload> claimed(List<UUID> served) {
        return queue.claim(LEASE, others(), served, Integer.MAX_VALUE);
    }

    private List<UUID> others() {
        return stuck;
    }

    private boolean settle(ClaimedPayload claimed) {
        return run(
                () -> journal.settle(claimed, claimed.progress(), new Settlement(Settlement.Outcome.PROCESSED, null)));
    }

    private InboundPayload payload(UUID bot) {
        return payload(tenant, bot, 1);
    }

    private InboundPayload payload(UUID tenant, UUID bot, int bytes) {
        return new InboundPayload(tenant, ids.next(), bot, "twilio", "1", new byte[bytes], null, Instant.now(), 0);
    }

    private InboundPayload append(InboundPayload payload) {
        run(() -> journal.append(List.of(payload), null, LEASE));
        return payload;
    }
}

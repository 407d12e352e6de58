package com.callmissed.inbound;

import java.time.Instant;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class WorkerSharesTest {
    private final WorkerShares shares = new WorkerShares(4, 20);
    private final UUID tenant = UUID.randomUUID();

    @ParameterizedTest
    @CsvSource({"4,20,4", "4,8,2", "4,2,1", "100,20,5", "1,20,1"})
    void takeAQuarterOfTheConnections(int wanted, int connections, int workers) {
        assertThat(new WorkerShares(wanted, connections).workers()).isEqualTo(workers);
    }

    @Test
    void giveATenantHalfOfTheWorkers() {
        ClaimedPayload first = payload(tenant, 1);
        shares.begin(first);
        assertThat(shares.busy()).isEmpty();
        shares.begin(payload(tenant, 1));
        assertThat(shares.busy()).containsExactly(tenant);
        shares.end(first);
        assertThat(shares.busy()).isEmpty();
    }

    @Test
    void giveLargePayloadsHalfOfTheWorkers() {
        ClaimedPayload first = payload(UUID.randomUUID(), WorkerShares.LARGE + 1);
        ClaimedPayload second = payload(UUID.randomUUID(), WorkerShares.LARGE + 1);
        ClaimedPayload small = payload(UUID.randomUUID(), WorkerShares.LARGE);
        shares.begin(first);
        shares.begin(small);
        assertThat(shares.largest()).isEqualTo(Integer.MAX_VALUE);
        assertThat(shares.isWaitedFor(first)).isFalse();
        shares.begin(second);
        assertThat(shares.largest()).isEqualTo(WorkerShares.LARGE);
        assertThat(shares.isWaitedFor(first)).isTrue();
        assertThat(shares.isWaitedFor(small)).isFalse();
        shares.begin(payload(UUID.randomUUID(), 1));
        assertThat(shares.isWaitedFor(small)).isTrue();
    }

    @Test
    void rememberTheOrderOfTurns() {
        UUID other = UUID.randomUUID();
        shares.begin(payload(tenant, 1));
        shares.begin(payload(other, 1));
        assertThat(shares.served()).containsExactly(tenant, other);
        shares.begin(payload(tenant, 1));
        assertThat(shares.served()).containsExactly(other, tenant);
        for (int i = 0; i < 2_000; i++) {
            ClaimedPayload another = payload(UUID.randomUUID(), 1);
            shares.begin(another);
            shares.end(another);
        }
        assertThat(shares.served()).hasSize(1_000).doesNotContain(tenant);
    }

    private static ClaimedPayload payload(UUID tenant, int bytes) {
        InboundPayload payload = new InboundPayload(
                tenant, UUID.randomUUID(), UUID.randomUUID(), "test", "1", new byte[bytes], null, Instant.now(), 0);
        return ClaimedPayload.stored(payload, UUID.randomUUID());
    }
}

package com.callmissed.lifecycle;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

import com.callmissed.outbound.HoldWatch;

/**
 * Shows whether messages are held. The service stays ready, because everything else works.
 *
 * @see HoldWatch#state
 */
@Readiness
@ApplicationScoped
class OutboundHealth implements AsyncHealthCheck {
    private static final String NAME = "outbound";

    private final HoldWatch hold;

    OutboundHealth(HoldWatch hold) {
        this.hold = hold;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom().item(() -> HealthCheckResponse.named(NAME)
                .up()
                .withData(NAME, hold.state())
                .build());
    }
}

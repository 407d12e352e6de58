package com.callmissed.twilio;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

import com.callmissed.http.filter.BodyAdmission;
import com.callmissed.inbound.IngestMetrics;
import com.callmissed.inbound.IngestOutcome;

/** Refuses a form without a signature before it is read. */
@Singleton
class TwilioAdmission implements BodyAdmission {
    private final IngestMetrics metrics;

    TwilioAdmission(IngestMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public String path() {
        return CallUrls.WEBHOOKS;
    }

    @Override
    public int limit() {
        return WEBHOOK_LIMIT;
    }

    @Override
    public String mediaType() {
        return MediaType.APPLICATION_FORM_URLENCODED;
    }

    @Override
    public Uni<Sender> admit(RoutingContext context) {
        if (TwilioSignature.parse(context.request().getHeader(TwilioSignature.HEADER))
                .isEmpty()) {
            metrics.count(IngestOutcome.BAD_SIGNATURE);
            return Uni.createFrom().failure(TwilioSignature.refusal());
        }
        return Uni.createFrom().item(Sender.UNKNOWN);
    }
}

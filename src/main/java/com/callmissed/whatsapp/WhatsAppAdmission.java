package com.callmissed.whatsapp;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

import com.callmissed.http.filter.BodyAdmission;
import com.callmissed.inbound.IngestMetrics;
import com.callmissed.inbound.IngestOutcome;

/** Refuses a payload without a signature before it is read. */
@Singleton
class WhatsAppAdmission implements BodyAdmission {
    private final IngestMetrics metrics;

    WhatsAppAdmission(IngestMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public String path() {
        return WhatsAppWebhook.PATH;
    }

    @Override
    public int limit() {
        return WEBHOOK_LIMIT;
    }

    @Override
    public String mediaType() {
        return MediaType.APPLICATION_JSON;
    }

    @Override
    public Uni<Sender> admit(RoutingContext context) {
        if (WhatsAppSignature.parse(context.request().getHeader(WhatsAppSignature.HEADER))
                .isEmpty()) {
            metrics.count(IngestOutcome.BAD_SIGNATURE);
            return Uni.createFrom().failure(WhatsAppSignature.refusal());
        }
        return Uni.createFrom().item(Sender.UNKNOWN);
    }
}

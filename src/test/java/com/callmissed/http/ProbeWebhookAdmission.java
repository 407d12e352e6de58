package com.callmissed.http;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

import com.callmissed.http.filter.BodyAdmission;

/** Lets everybody send a body to the webhook of the tests. */
@Singleton
public class ProbeWebhookAdmission implements BodyAdmission {
    @Override
    public String path() {
        return "/api/v1/webhooks/probe";
    }

    @Override
    public int limit() {
        return WEBHOOK_LIMIT;
    }

    @Override
    public Uni<Sender> admit(RoutingContext context) {
        return Uni.createFrom().item(Sender.UNKNOWN);
    }
}

package com.callmissed.http;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

import com.callmissed.http.filter.BodyAdmission;

/** Lets everybody send a body to the probe. */
@Singleton
public class ProbeAdmission implements BodyAdmission {
    @Override
    public String path() {
        return "/api/v1/probe";
    }

    @Override
    public int limit() {
        return API_LIMIT;
    }

    @Override
    public Uni<Sender> admit(RoutingContext context) {
        return Uni.createFrom().item(Sender.UNKNOWN);
    }
}

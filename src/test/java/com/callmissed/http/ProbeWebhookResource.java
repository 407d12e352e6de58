package com.callmissed.http;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** A webhook that reads raw bytes. */
@Path("/api/v1/webhooks/probe")
@PermitAll
public class ProbeWebhookResource {
    @POST
    @Operation(hidden = true)
    public Uni<Integer> size(RoutingContext context) {
        return Uni.createFrom().item(context.body().buffer().length());
    }
}

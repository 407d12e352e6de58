package com.callmissed.limit;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;

import com.callmissed.security.Scope;

/** Endpoints that do nothing: one without a credential, and one for callers who may read conversations. */
@Path("/bench")
@Produces(MediaType.APPLICATION_JSON)
class EmptyResource {
    private static final Answer ANSWER = new Answer(true);

    record Answer(boolean empty) {}

    @GET
    @Path("/empty")
    @PermitAll
    @Operation(hidden = true)
    public Uni<Answer> empty() {
        return Uni.createFrom().item(ANSWER);
    }

    @GET
    @Path("/checked")
    @PermissionsAllowed(Scope.READ_CONVERSATIONS)
    @Operation(hidden = true)
    public Uni<Answer> checked() {
        return Uni.createFrom().item(ANSWER);
    }
}

package com.callmissed.http;

import java.util.UUID;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;

import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** A second resource class below the path of the first. */
@Path("/api/v1/probe/{id}/items")
@PermitAll
public class ProbeItemsResource {
    @PUT
    @Operation(hidden = true)
    public Uni<Boolean> put(@PathParam("id") UUID id) {
        return Uni.createFrom().item(true);
    }
}

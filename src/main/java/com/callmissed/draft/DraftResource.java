package com.callmissed.draft;

import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import com.callmissed.http.Idempotent;
import com.callmissed.security.Caller;
import com.callmissed.security.Scope;

/** Suggested replies over HTTP (contract section 1). */
@Path("/api/v1/conversations/{id}/ai-draft")
@Tag(name = "conversations")
@Produces(MediaType.APPLICATION_JSON)
class DraftResource {
    private final Drafts drafts;
    private final SecurityIdentity identity;

    DraftResource(Drafts drafts, SecurityIdentity identity) {
        this.drafts = drafts;
        this.identity = identity;
    }

    @POST
    @Idempotent(effect = false)
    @Consumes(MediaType.APPLICATION_JSON)
    @PermissionsAllowed(Scope.WRITE_CONVERSATIONS)
    @APIResponseSchema(DraftResponse.class)
    @Operation(summary = "Suggest a reply without sending it")
    public Uni<Response> draft(@PathParam("id") UUID id, @Valid DraftOptions options) {
        String instruction = options == null ? null : options.instruction();
        return drafts.draft(Caller.of(identity).tenantId(), id, instruction)
                .map(draft -> Response.ok(draft).build());
    }
}

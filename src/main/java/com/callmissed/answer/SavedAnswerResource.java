package com.callmissed.answer;

import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import com.callmissed.http.Cursor;
import com.callmissed.http.Idempotent;
import com.callmissed.http.Page;
import com.callmissed.security.Caller;
import com.callmissed.security.Scope;

/** Saved answers over HTTP (contract section 9). */
@Path("/api/v1/bots/{id}/answers")
@Tag(name = "answers")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
class SavedAnswerResource {
    private final SavedAnswers answers;
    private final SecurityIdentity identity;

    SavedAnswerResource(SavedAnswers answers, SecurityIdentity identity) {
        this.answers = answers;
        this.identity = identity;
    }

    @GET
    @PermissionsAllowed(Scope.READ_BOTS)
    @Operation(summary = "List the saved answers of a bot, newest first")
    @APIResponseSchema(SavedAnswerResponse[].class)
    public Uni<Response> list(
            @PathParam("id") UUID id,
            @QueryParam("limit") @DefaultValue(Page.DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit,
            @QueryParam("cursor") String cursor,
            UriInfo uri) {
        Cursor after = cursor == null ? null : Cursor.parse(cursor);
        return answers.list(tenant(), id, after, limit).map(listing -> Page.of(
                        listing.answers(), listing.more(), answer -> Cursor.of(answer.createdAt(), answer.id()), uri)
                .build());
    }

    @POST
    @Idempotent
    @PermissionsAllowed(Scope.WRITE_BOTS)
    @Operation(summary = "Save an answer")
    @APIResponseSchema(value = SavedAnswerResponse.class, responseCode = "201")
    public Uni<Response> create(@PathParam("id") UUID id, @NotNull @Valid SavedAnswerRequest request) {
        return answers.create(tenant(), id, request)
                .map(answer ->
                        Response.status(Response.Status.CREATED).entity(answer).build());
    }

    @PUT
    @Idempotent
    @Path("/{answer_id}")
    @PermissionsAllowed(Scope.WRITE_BOTS)
    @Operation(summary = "Replace a saved answer")
    @APIResponseSchema(SavedAnswerResponse.class)
    public Uni<Response> update(
            @PathParam("id") UUID id,
            @PathParam("answer_id") UUID answerId,
            @NotNull @Valid SavedAnswerRequest request) {
        return answers.update(tenant(), id, answerId, request)
                .map(answer -> Response.ok(answer).build());
    }

    @DELETE
    @Path("/{answer_id}")
    @PermissionsAllowed(Scope.WRITE_BOTS)
    @Operation(summary = "Delete a saved answer")
    public Uni<Void> delete(@PathParam("id") UUID id, @PathParam("answer_id") UUID answerId) {
        return answers.delete(tenant(), id, answerId);
    }

    private UUID tenant() {
        return Caller.of(identity).tenantId();
    }
}

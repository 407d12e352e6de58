package com.callmissed.conversation;

import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import com.callmissed.events.EventCursor;
import com.callmissed.http.Idempotent;
import com.callmissed.http.Page;
import com.callmissed.http.Receivers;
import com.callmissed.http.error.ApiException;
import com.callmissed.security.Caller;
import com.callmissed.security.Scope;
import com.callmissed.thread.MessageResponse;

/** The messages of a conversation over HTTP (contract sections 1 and 5). */
@Path("/api/v1/conversations/{id}/messages")
@Tag(name = "messages")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
class MessageResource {
    private final Messages messages;
    private final MessageStream thread;
    private final SecurityIdentity identity;

    MessageResource(Messages messages, MessageStream thread, SecurityIdentity identity) {
        this.messages = messages;
        this.thread = thread;
        this.identity = identity;
    }

    /** Without parameters, returns the whole thread. With any parameter, returns one page. */
    @GET
    @PermissionsAllowed(Scope.READ_CONVERSATIONS)
    @APIResponseSchema(MessageResponse[].class)
    @Operation(summary = "List messages, oldest first")
    @Extension(name = EventCursor.EXTENSION, value = "true")
    public Uni<Response> list(
            @PathParam("id") UUID id,
            @QueryParam("limit") @Min(1) @Max(Page.MAX_LIMIT) Integer limit,
            @QueryParam("before_id") UUID beforeId,
            @QueryParam("after_id") UUID afterId,
            @Context RoutingContext context) {
        UUID tenantId = Caller.of(identity).tenantId();
        if (limit == null && beforeId == null && afterId == null) {
            return thread.whole(tenantId, id, Receivers.of(context));
        }
        if (beforeId != null && afterId != null) {
            throw ApiException.invalid("after_id", "cannot be combined with before_id");
        }
        int size = limit == null ? Integer.parseInt(Page.DEFAULT_LIMIT) : limit;
        return thread.page(tenantId, id, new MessageWindow(size, beforeId, afterId), Receivers.of(context));
    }

    @POST
    @Idempotent
    @PermissionsAllowed(Scope.WRITE_CONVERSATIONS)
    @APIResponseSchema(value = MessageResponse.class, responseCode = "201")
    @Operation(summary = "Append a message")
    public Uni<Response> append(@PathParam("id") UUID id, @NotNull @Valid AppendMessageRequest request) {
        return messages.append(Caller.of(identity), id, request)
                .map(message ->
                        Response.status(Response.Status.CREATED).entity(message).build());
    }

    @POST
    @Idempotent
    @Path("/{message_id}/retry")
    @Consumes(MediaType.WILDCARD)
    @PermissionsAllowed(Scope.WRITE_CONVERSATIONS)
    @APIResponseSchema(MessageResponse.class)
    @Operation(summary = "Send a failed message again")
    public Uni<Response> retry(@PathParam("id") UUID id, @PathParam("message_id") UUID messageId) {
        return messages.retry(Caller.of(identity), id, messageId)
                .map(message -> Response.ok(message).build());
    }
}

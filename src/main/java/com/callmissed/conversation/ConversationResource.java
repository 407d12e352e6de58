package com.callmissed.conversation;

import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import com.callmissed.autoreply.Autoreply;
import com.callmissed.autoreply.AutoreplyRequest;
import com.callmissed.autoreply.AutoreplyResponse;
import com.callmissed.events.EventCursor;
import com.callmissed.http.Created;
import com.callmissed.http.Cursor;
import com.callmissed.http.Idempotent;
import com.callmissed.http.Page;
import com.callmissed.http.Receivers;
import com.callmissed.security.Caller;
import com.callmissed.security.Scope;
import com.callmissed.thread.Channel;
import com.callmissed.thread.ConversationResponse;
import com.callmissed.thread.ConversationStatus;

/** Conversations over HTTP (contract sections 1 and 5). */
@Path("/api/v1/conversations")
@Tag(name = "conversations")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
class ConversationResource {
    private final Conversations conversations;
    private final Autoreply autoreply;
    private final SecurityIdentity identity;

    ConversationResource(Conversations conversations, Autoreply autoreply, SecurityIdentity identity) {
        this.conversations = conversations;
        this.autoreply = autoreply;
        this.identity = identity;
    }

    @GET
    @PermissionsAllowed(Scope.READ_CONVERSATIONS)
    @Operation(summary = "List conversations, newest first")
    @Extension(name = EventCursor.EXTENSION, value = "true")
    @APIResponseSchema(ConversationResponse[].class)
    public Uni<Response> list(
            @QueryParam("channel") Channel channel,
            @QueryParam("status") ConversationStatus status,
            @QueryParam("bot_id") UUID botId,
            @QueryParam("contact_id") UUID contactId,
            @QueryParam("external_id") @Size(max = 255) String externalId,
            @QueryParam("sort") @DefaultValue("created_at") ConversationSort sort,
            @QueryParam("limit") @DefaultValue(Page.DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit,
            @QueryParam("cursor") String cursor,
            UriInfo uri,
            @Context RoutingContext context) {
        Cursor after = cursor == null ? null : sort.parse(cursor);
        String address = externalId == null || externalId.isBlank() ? null : externalId;
        ConversationFilter filter =
                new ConversationFilter(channel, status, botId, contactId, address, sort, after, limit);
        return conversations
                .list(caller().tenantId(), filter, Receivers.of(context))
                .map(listing -> Page.of(
                                ConversationResponse.FORM.array(listing.conversations()),
                                listing.conversations(),
                                listing.more(),
                                sort::cursorOf,
                                uri)
                        .header(EventCursor.HEADER, listing.cursor().toString())
                        .build());
    }

    @POST
    @Idempotent
    @PermissionsAllowed(Scope.WRITE_CONVERSATIONS)
    @Operation(summary = "Find or open a conversation")
    @APIResponse(
            responseCode = "200",
            description = "The thread was there already",
            content = @Content(schema = @Schema(implementation = ConversationResponse.class)))
    @APIResponse(
            responseCode = "201",
            description = "Opened",
            content = @Content(schema = @Schema(implementation = ConversationResponse.class)))
    @APIResponse(responseCode = "404", ref = "404")
    public Uni<Response> open(@NotNull @Valid OpenConversationRequest request) {
        return conversations.open(caller(), request).map(opened -> {
            ConversationResponse conversation = opened.conversation();
            return opened.created()
                    ? Created.at("/api/v1/conversations/" + conversation.id(), conversation)
                    : ok(conversation);
        });
    }

    @GET
    @Path("/{id}")
    @PermissionsAllowed(Scope.READ_CONVERSATIONS)
    @Operation(summary = "Get a conversation")
    @APIResponseSchema(ConversationResponse.class)
    public Uni<Buffer> get(@PathParam("id") UUID id, @Context RoutingContext context) {
        return conversations.get(caller().tenantId(), id, Receivers.of(context)).map(ConversationResponse.FORM::object);
    }

    @PUT
    @Idempotent
    @Path("/{id}/status")
    @PermissionsAllowed(Scope.WRITE_CONVERSATIONS)
    @Operation(summary = "Change the status")
    @APIResponseSchema(ConversationResponse.class)
    public Uni<Response> changeStatus(@PathParam("id") UUID id, @NotNull @Valid StatusRequest request) {
        return conversations.changeStatus(caller(), id, request.status()).map(ConversationResource::ok);
    }

    @POST
    @Idempotent(effect = false)
    @Path("/{id}/autoreply")
    @PermissionsAllowed(Scope.WRITE_CONVERSATIONS)
    @Operation(summary = "Let the bot answer by itself, or keep it silent")
    @APIResponseSchema(AutoreplyResponse.class)
    public Uni<Response> switchAutoreply(@PathParam("id") UUID id, @NotNull @Valid AutoreplyRequest request) {
        return autoreply.switchTo(caller(), id, request).map(switched -> Response.ok(switched)
                .build());
    }

    private Caller caller() {
        return Caller.of(identity);
    }

    private static Response ok(ConversationResponse conversation) {
        return Response.ok(conversation).build();
    }
}

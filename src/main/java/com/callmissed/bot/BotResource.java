package com.callmissed.bot;

import java.util.List;
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

import com.callmissed.http.Created;
import com.callmissed.http.Cursor;
import com.callmissed.http.Idempotent;
import com.callmissed.http.Page;
import com.callmissed.security.Caller;
import com.callmissed.security.Scope;

/** Bots and their channel credentials over HTTP (contract section 4). */
@Path("/api/v1/bots")
@Tag(name = "bots")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
class BotResource {
    private final Bots bots;
    private final BotChannels channels;
    private final SecurityIdentity identity;

    BotResource(Bots bots, BotChannels channels, SecurityIdentity identity) {
        this.bots = bots;
        this.channels = channels;
        this.identity = identity;
    }

    @POST
    @Idempotent
    @PermissionsAllowed(Scope.WRITE_BOTS)
    @Operation(summary = "Create a bot")
    @APIResponseSchema(value = BotResponse.class, responseCode = "201")
    public Uni<Response> create(@NotNull @Valid CreateBotRequest request) {
        return bots.create(tenant(), request).map(bot -> Created.at("/api/v1/bots/" + bot.id(), bot));
    }

    @GET
    @PermissionsAllowed(Scope.READ_BOTS)
    @Operation(summary = "List bots, newest first")
    @APIResponseSchema(BotResponse[].class)
    public Uni<Response> list(
            @QueryParam("limit") @DefaultValue(Page.DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit,
            @QueryParam("cursor") String cursor,
            UriInfo uri) {
        Cursor after = cursor == null ? null : Cursor.parse(cursor);
        return bots.list(tenant(), after, limit).map(listing -> Page.of(
                        listing.bots(), listing.more(), bot -> Cursor.of(bot.createdAt(), bot.id()), uri)
                .build());
    }

    @GET
    @Path("/{id}")
    @PermissionsAllowed(Scope.READ_BOTS)
    @Operation(summary = "Get a bot")
    public Uni<BotResponse> get(@PathParam("id") UUID id) {
        return bots.get(tenant(), id);
    }

    @PUT
    @Idempotent
    @Path("/{id}")
    @PermissionsAllowed(Scope.WRITE_BOTS)
    @Operation(summary = "Replace a bot")
    @APIResponseSchema(BotResponse.class)
    public Uni<Response> update(@PathParam("id") UUID id, @NotNull @Valid UpdateBotRequest request) {
        return bots.update(tenant(), id, request).map(bot -> Response.ok(bot).build());
    }

    @DELETE
    @Path("/{id}")
    @PermissionsAllowed(Scope.WRITE_BOTS)
    @Operation(summary = "Delete a bot; its conversations stay")
    public Uni<Void> delete(@PathParam("id") UUID id) {
        return bots.delete(tenant(), id);
    }

    @POST
    @Idempotent
    @Path("/{id}/toggle")
    @Consumes(MediaType.WILDCARD)
    @PermissionsAllowed(Scope.WRITE_BOTS)
    @Operation(summary = "Switch a bot on or off")
    @APIResponseSchema(BotResponse.class)
    public Uni<Response> toggle(@PathParam("id") UUID id) {
        return bots.toggle(tenant(), id).map(bot -> Response.ok(bot).build());
    }

    @PUT
    @Idempotent
    @Path("/{id}/channel")
    @PermissionsAllowed(Scope.WRITE_BOTS)
    @Operation(summary = "Store channel credentials")
    @APIResponseSchema(ChannelResponse.class)
    public Uni<Response> connect(@PathParam("id") UUID id, @NotNull @Valid ChannelRequest request) {
        return channels.connect(tenant(), id, request)
                .map(channel -> Response.ok(channel).build());
    }

    @GET
    @Path("/{id}/channel")
    @PermissionsAllowed(Scope.READ_BOTS)
    @Operation(summary = "List channel connections, secrets masked")
    public Uni<List<ChannelResponse>> channels(@PathParam("id") UUID id) {
        return bots.get(tenant(), id).chain(bot -> channels.list(bot.tenantId(), bot.id()));
    }

    @DELETE
    @Path("/{id}/channel")
    @PermissionsAllowed(Scope.WRITE_BOTS)
    @Operation(summary = "Remove the channel credentials")
    public Uni<Void> disconnect(@PathParam("id") UUID id) {
        return channels.disconnect(tenant(), id);
    }

    private UUID tenant() {
        return Caller.of(identity).tenantId();
    }
}

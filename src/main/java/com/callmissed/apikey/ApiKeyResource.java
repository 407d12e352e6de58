package com.callmissed.apikey;

import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
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

/** API keys over HTTP (contract section 3), for dashboard tokens of owners and admins only. */
@Path("/api/v1/keys")
@Tag(name = "keys")
@PermissionsAllowed(Scope.MANAGE_KEYS)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
class ApiKeyResource {
    private final ApiKeys keys;
    private final SecurityIdentity identity;

    ApiKeyResource(ApiKeys keys, SecurityIdentity identity) {
        this.keys = keys;
        this.identity = identity;
    }

    @POST
    @Idempotent
    @Operation(summary = "Create a key and show it once")
    @APIResponseSchema(value = ApiKeyResponse.class, responseCode = "201")
    public Uni<Response> create(@NotNull @Valid CreateKeyRequest request) {
        Caller caller = caller();
        return keys.create(caller.tenantId(), caller.id(), request)
                .map(key -> Created.at("/api/v1/keys/" + key.id(), key));
    }

    @GET
    @Operation(summary = "List keys, newest first, revoked ones too")
    @APIResponseSchema(ApiKeyResponse[].class)
    public Uni<Response> list(
            @QueryParam("limit") @DefaultValue(Page.DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit,
            @QueryParam("cursor") String cursor,
            UriInfo uri) {
        Cursor after = cursor == null ? null : Cursor.parse(cursor);
        return keys.list(caller().tenantId(), after, limit + 1)
                .map(rows -> Page.of(rows, limit, key -> Cursor.of(key.createdAt(), key.id()), uri)
                        .build());
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Get a key")
    public Uni<ApiKeyResponse> get(@PathParam("id") UUID id) {
        return keys.get(caller().tenantId(), id);
    }

    @PATCH
    @Path("/{id}")
    @Operation(summary = "Rename a key")
    @APIResponseSchema(ApiKeyResponse.class)
    public Uni<Response> rename(@PathParam("id") UUID id, @NotNull @Valid RenameKeyRequest request) {
        return keys.rename(caller().tenantId(), id, request.name())
                .map(key -> Response.ok(key).build());
    }

    @POST
    @Idempotent
    @Path("/{id}/rotate")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Put a new secret in place of the old one and show it once")
    @APIResponseSchema(ApiKeyResponse.class)
    public Uni<Response> rotate(@PathParam("id") UUID id) {
        return keys.rotate(caller().tenantId(), id).map(key -> Response.ok(key).build());
    }

    @DELETE
    @Path("/{id}")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Revoke a key")
    public Uni<Void> revoke(@PathParam("id") UUID id) {
        return keys.revoke(caller().tenantId(), id);
    }

    private Caller caller() {
        return Caller.of(identity);
    }
}

package com.callmissed.http;

import java.net.ConnectException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.annotation.security.PermitAll;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.hibernate.HibernateException;

import com.callmissed.platform.StreamedBody;
import com.callmissed.security.Caller;

/** Operations of every form that the framework can refuse, to test its errors independently of features. */
@Path("/api/v1/probe")
@PermitAll
public class ProbeResource {
    /** An enum in the form of the contract. */
    public enum Colour {
        DARK_RED,
        BLUE;

        @JsonValue
        String value() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** One field of each JSON type. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Request(
            @NotNull @Size(min = 1, max = 5) String displayName,
            Colour colour,
            UUID botId,
            @Min(1) @Max(10) Integer amount,
            Boolean enabled,
            boolean strict,
            Instant expiresAt,
            @Size(max = 2) List<Colour> colours,
            @Valid Config config,
            Map<String, Object> metadata) {}

    /** A nested object. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Config(String greeting, @NotNull Integer maxTurns) {}

    private final SecurityIdentity identity;

    ProbeResource(SecurityIdentity identity) {
        this.identity = identity;
    }

    @POST
    @Operation(hidden = true)
    public Uni<Request> echo(@NotNull @Valid Request request) {
        return Uni.createFrom().item(request);
    }

    /** Sends {@code parts} parts and then fails; with a negative number, three parts without a failure. */
    @GET
    @Path("/stream")
    @Operation(hidden = true)
    public Response stream(@QueryParam("parts") int parts) {
        Multi<Buffer> sent =
                Multi.createFrom().range(0, parts < 0 ? 3 : parts).map(part -> Buffer.buffer("part" + part));
        Multi<Buffer> end = parts < 0
                ? Multi.createFrom().empty()
                : Multi.createFrom().failure(() -> new IllegalStateException("the stream fails"));
        return Response.ok(new StreamedBody(Multi.createBy().concatenating().streams(sent, end)), "text/plain")
                .build();
    }

    @POST
    @Path("/optional")
    @Operation(hidden = true)
    public Uni<Boolean> optional(Config config) {
        return Uni.createFrom().item(config == null);
    }

    @POST
    @Path("/size")
    @Operation(hidden = true)
    public Uni<Integer> size(RoutingContext context) {
        return Uni.createFrom().item(context.body().buffer().length());
    }

    @GET
    @Path("/{id}")
    @Operation(hidden = true)
    public Uni<String> get(
            @PathParam("id") UUID id,
            @QueryParam("colour") Colour colour,
            @QueryParam("bot_id") UUID botId,
            @QueryParam("limit") @DefaultValue("5") @Min(1) @Max(9) int limit,
            @QueryParam("deep") @DefaultValue("false") boolean deep,
            @QueryParam("cursor") Cursor cursor,
            @QueryParam("q") String q) {
        return Uni.createFrom().item("\"" + limit + "\"");
    }

    @GET
    @Path("/failure/{kind}")
    @Operation(hidden = true)
    public Uni<String> fail(@PathParam("kind") String kind) {
        return Uni.createFrom()
                .failure(
                        switch (kind) {
                            case "database" -> new HibernateException("x", new ConnectException("db.internal:5432"));
                            case "error" -> new StackOverflowError("secret");
                            default -> new IllegalStateException("select secret from hidden");
                        });
    }

    @GET
    @Path("/caller")
    @Authenticated
    @Operation(hidden = true)
    public Uni<String> caller() {
        return Uni.createFrom().item("\"" + Caller.of(identity).tenantId() + "\"");
    }
}

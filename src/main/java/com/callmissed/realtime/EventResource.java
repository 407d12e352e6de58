package com.callmissed.realtime;

import java.time.Duration;
import java.util.stream.Collectors;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import com.callmissed.events.EventCursor;
import com.callmissed.events.LoggedEvent;
import com.callmissed.http.Page;
import com.callmissed.http.Receivers;
import com.callmissed.http.error.ApiException;
import com.callmissed.security.Caller;
import com.callmissed.security.Scope;

/** The event feed over HTTP (contract section 6). It returns the same frames that the socket sends. */
@Path("/api/v1/events")
@Tag(name = "events")
@Produces(MediaType.APPLICATION_JSON)
class EventResource {
    private static final int LONGEST_WAIT_SECONDS = 30;

    private final EventFeed feed;
    private final SecurityIdentity identity;

    EventResource(EventFeed feed, SecurityIdentity identity) {
        this.feed = feed;
        this.identity = identity;
    }

    /** @param wait seconds that the request may wait while there is no event */
    @GET
    @PermissionsAllowed(Scope.READ_CONVERSATIONS)
    @APIResponseSchema(EventEnvelope[].class)
    @Operation(summary = "Read events, oldest first, and wait for the next")
    @Extension(name = EventCursor.EXTENSION, value = "true")
    public Uni<Response> read(
            @QueryParam("after") String after,
            @QueryParam("limit") @DefaultValue(Page.DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit,
            @QueryParam("wait") @DefaultValue("0") @Min(0) @Max(LONGEST_WAIT_SECONDS) int wait,
            UriInfo uri,
            @Context RoutingContext context) {
        boolean given = uri.getQueryParameters().containsKey("after");
        return feed.read(
                        Caller.of(identity),
                        given ? cursor(after) : null,
                        limit,
                        Duration.ofSeconds(wait),
                        Receivers.of(context))
                .map(EventResource::response);
    }

    /** @param after null for an empty parameter, because the platform passes null for it */
    private static EventCursor cursor(String after) {
        EventCursor cursor = after == null ? null : EventCursor.parse(after);
        if (cursor == null) {
            throw ApiException.malformed("bad cursor");
        }
        return cursor;
    }

    private static Response response(EventFeed.Answer answer) {
        String body = answer.resync()
                ? "[" + FrameText.RESYNC_REQUIRED + "]"
                : answer.events().stream().map(LoggedEvent::frame).collect(Collectors.joining(",", "[", "]"));
        return Response.ok(body)
                .header(EventCursor.HEADER, answer.cursor().toString())
                .build();
    }
}

package com.callmissed.realtime.socket;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import com.callmissed.events.EventCursor;
import com.callmissed.events.EventLog;
import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.ErrorCode;
import com.callmissed.platform.RequestIdentity;
import com.callmissed.platform.RequestMetric;
import com.callmissed.security.Caller;
import com.callmissed.security.Credentials;
import com.callmissed.security.Scope;

/**
 * Decides who may open a socket. It fails any other handshake with an error code, which the platform's own check (the
 * annotation on {@link SocketEndpoint}) does not. That check still runs afterwards, on the identity that is found here.
 */
@Singleton
class UpgradeGuard {
    /** After the platform's authentication handler (order -200) and before the endpoint. */
    private static final int ORDER = -50;
    /**
     * A credential must be valid longer than the handshake takes: the platform cannot set a timer for an expiry in the
     * past.
     */
    private static final int MIN_LIFE_SECONDS = 2;

    private final AllowedOrigins origins;
    private final IdentityProviderManager providers;
    private final SocketAdmission admission;
    private final EventLog log;
    private final SocketMetrics metrics;
    private final SocketDrain drain;

    UpgradeGuard(
            AllowedOrigins origins,
            IdentityProviderManager providers,
            SocketAdmission admission,
            EventLog log,
            SocketMetrics metrics,
            SocketDrain drain) {
        this.origins = origins;
        this.providers = providers;
        this.admission = admission;
        this.log = log;
        this.metrics = metrics;
        this.drain = drain;
    }

    void register(@Observes Router router) {
        router.route(SocketEndpoint.PATH).order(ORDER).handler(this::check);
    }

    private void check(RoutingContext context) {
        RequestMetric.setOperation(context, SocketEndpoint.PATH);
        Uni.createFrom()
                .deferred(() -> {
                    checkHandshake(context.request());
                    return authenticate(context);
                })
                .invoke(UpgradeGuard::authorize)
                .invoke(identity -> admission.admit(Caller.of(identity).tenantId(), context))
                .chain(identity -> log.resume(Caller.of(identity).tenantId(), after(context))
                        .map(start -> QuarkusSecurityIdentity.builder(identity)
                                .addAttribute(Handshake.START_ATTRIBUTE, start)
                                .build()))
                .subscribe()
                .with(
                        identity -> {
                            RequestIdentity.set(context, identity);
                            context.next();
                        },
                        failure -> refuse(context, failure));
    }

    private void checkHandshake(HttpServerRequest request) {
        if (request.method() != HttpMethod.GET) {
            throw new ApiException(
                    ErrorCode.METHOD_NOT_ALLOWED, "Only GET is allowed here", List.of(), Map.of("Allow", "GET"));
        }
        if (!isUpgrade(request.headers())) {
            throw ApiException.malformed("This address is a WebSocket: open it with ws:// or wss://");
        }
        if (!origins.allows(request.getHeader(HttpHeaders.ORIGIN), request.authority())) {
            throw new ApiException(ErrorCode.PERMISSION_DENIED, "Pages of this origin may not open a socket");
        }
        if (drain.hasBegun()) {
            throw ApiException.notReady("This process is about to stop; connect again");
        }
    }

    /** RFC 6455 section 4.2.1. The platform would refuse such a request without the error envelope. */
    private static boolean isUpgrade(MultiMap headers) {
        String connection = headers.get(HttpHeaders.CONNECTION);
        return connection != null
                && connection.toLowerCase(Locale.ROOT).contains("upgrade")
                && headers.contains(HttpHeaders.UPGRADE, "websocket", true)
                && headers.contains("Sec-WebSocket-Version", "13", false)
                && headers.contains("Sec-WebSocket-Key");
    }

    /** The cursor of the request; null when the client wants only new events. */
    private static EventCursor after(RoutingContext context) {
        List<String> cursors = QueryCredential.values(context, "after");
        if (cursors.isEmpty()) {
            return null;
        }
        EventCursor cursor = EventCursor.parse(cursors.get(0));
        if (cursors.size() > 1 || cursor == null) {
            throw ApiException.malformed("bad cursor");
        }
        return cursor;
    }

    private Uni<SecurityIdentity> authenticate(RoutingContext context) {
        List<String> tokens = QueryCredential.of(context);
        boolean inHeader = context.request().headers().contains(HttpHeaders.AUTHORIZATION);
        if (tokens.size() + (inHeader ? 1 : 0) > 1) {
            throw ApiException.malformed("Send one credential, in the header or in the query");
        }
        if (!tokens.isEmpty()) {
            return Credentials.authenticateToken(
                    tokens.get(0), context.request().remoteAddress(), providers);
        }
        return RequestIdentity.authenticate(context, providers);
    }

    private static void authorize(SecurityIdentity identity) {
        if (identity.isAnonymous()) {
            throw new ApiException(
                    ErrorCode.MISSING_CREDENTIALS, "Send a token as ?token= or a credential as Authorization: Bearer");
        }
        Caller caller = Caller.of(identity);
        if (caller.expiresAt() != null
                && caller.expiresAt().isBefore(Instant.now().plusSeconds(MIN_LIFE_SECONDS))) {
            throw caller.kind() == Caller.Kind.USER
                    ? new ApiException(ErrorCode.TOKEN_EXPIRED, "The token is about to expire")
                    : new ApiException(ErrorCode.INVALID_API_KEY, "The API key is about to expire");
        }
        if (!caller.may(Scope.READ_CONVERSATIONS)) {
            throw ApiException.permissionDenied("the scope " + Scope.READ_CONVERSATIONS);
        }
    }

    private void refuse(RoutingContext context, Throwable failure) {
        metrics.refused((failure instanceof ApiException e ? e.code() : ErrorCode.INTERNAL_ERROR).code());
        context.fail(failure);
    }
}

package com.callmissed.realtime;

import java.time.Instant;
import java.util.List;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.jboss.logging.Logger;

import com.callmissed.http.ApiException;
import com.callmissed.http.ErrorBody;
import com.callmissed.http.ErrorCode;
import com.callmissed.http.RequestId;
import com.callmissed.security.Caller;
import com.callmissed.security.Scope;
import com.callmissed.security.jwt.JwtRequest;

/**
 * Decides who may open a socket, and answers everyone else with the error envelope, which the platform's own check cannot
 * do. That check (the annotation on {@link SocketEndpoint}) still runs afterwards, on the identity that is found here.
 */
@Singleton
class UpgradeGuard {
    private static final Logger LOG = Logger.getLogger(UpgradeGuard.class);
    /** After the platform's authentication handler (at -200) and before the endpoint. */
    private static final int ORDER = -50;
    /** A credential must outlive the handshake: the platform cannot set a timer for an expiry in the past. */
    private static final int MIN_LIFE_SECONDS = 2;

    private final Origins origins;
    private final IdentityProviderManager providers;
    private final SocketMetrics metrics;
    private final ObjectMapper json;

    UpgradeGuard(Origins origins, IdentityProviderManager providers, SocketMetrics metrics, ObjectMapper json) {
        this.origins = origins;
        this.providers = providers;
        this.metrics = metrics;
        this.json = json;
    }

    void register(@Observes Router router) {
        router.route(SocketEndpoint.PATH).order(ORDER).handler(this::check);
    }

    private void check(RoutingContext context) {
        Uni.createFrom()
                .deferred(() -> {
                    checkHandshake(context.request());
                    return authenticate(context);
                })
                .invoke(UpgradeGuard::authorize)
                .subscribe()
                .with(
                        identity -> {
                            QuarkusHttpUser.setIdentity(identity, context);
                            context.next();
                        },
                        failure -> refuse(context, failure));
    }

    private void checkHandshake(HttpServerRequest request) {
        if (request.method() != HttpMethod.GET || !request.headers().contains("Sec-WebSocket-Key")) {
            throw ApiException.malformed("This address is a WebSocket: open it with ws:// or wss://");
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (!origins.allows(origin, String.valueOf(request.authority()))) {
            throw new ApiException(ErrorCode.PERMISSION_DENIED, "Pages of this origin may not open a socket");
        }
    }

    private Uni<SecurityIdentity> authenticate(RoutingContext context) {
        List<String> tokens = QueryCredential.of(context);
        boolean inHeader = context.request().headers().contains(HttpHeaders.AUTHORIZATION);
        if (tokens.size() + (inHeader ? 1 : 0) > 1) {
            throw ApiException.malformed("Send one credential, in the header or in the query");
        }
        if (!tokens.isEmpty()) {
            return providers.authenticate(jwt(tokens.get(0)));
        }
        context.remove(QuarkusHttpUser.AUTH_FAILURE_HANDLER); // refusals are answered here
        return QuarkusHttpUser.getSecurityIdentity(context, providers);
    }

    private static JwtRequest jwt(String token) {
        if (token.startsWith("cm_")) {
            throw new ApiException(
                    ErrorCode.INVALID_TOKEN, "An API key belongs into the Authorization header, never into an address");
        }
        return new JwtRequest(token);
    }

    private static void authorize(SecurityIdentity identity) {
        if (identity.isAnonymous()) {
            throw new ApiException(
                    ErrorCode.MISSING_CREDENTIALS, "Send a token as ?token= or a credential as Authorization: Bearer");
        }
        Caller caller = Caller.of(identity);
        if (caller.expiresAt() != null
                && caller.expiresAt().isBefore(Instant.now().plusSeconds(MIN_LIFE_SECONDS))) {
            throw new ApiException(ErrorCode.TOKEN_EXPIRED, "The credential is about to expire");
        }
        if (!caller.may(Scope.READ_CONVERSATIONS)) {
            throw ApiException.permissionDenied("the scope " + Scope.READ_CONVERSATIONS);
        }
    }

    private void refuse(RoutingContext context, Throwable failure) {
        if (!(failure instanceof ApiException e)) {
            LOG.error("A socket could not be opened", failure);
            refuse(context, new ApiException(ErrorCode.INTERNAL_ERROR, "Something went wrong on our side"));
            return;
        }
        metrics.refused(e.code().code());
        var response = context.response().setStatusCode(e.code().status());
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        e.headers().forEach(response::putHeader);
        if (e.code().status() == 401) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        response.end(body(e, response.headers().get(RequestId.HEADER)));
    }

    private String body(ApiException e, String requestId) {
        try {
            return json.writeValueAsString(ErrorBody.of(e, requestId));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

package com.callmissed.http.filter;

import java.util.Set;

import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ValidationException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.security.AuthenticationCompletionException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.AuthenticationRedirectException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import com.callmissed.http.RequestId;
import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.ErrorBody;
import com.callmissed.http.error.FailureTranslator;
import com.callmissed.platform.AllowedMethods;

/** Maps every exception of a resource or of the REST layer to the contract's error envelope. */
class ErrorMapper {
    private final FailureTranslator failures;

    ErrorMapper(FailureTranslator failures) {
        this.failures = failures;
    }

    /**
     * Names the types for which the platform has its own mapper, because that mapper would win over one for Throwable.
     */
    @ServerExceptionMapper({
        Throwable.class,
        WebApplicationException.class,
        UnauthorizedException.class,
        ForbiddenException.class,
        AuthenticationFailedException.class,
        AuthenticationCompletionException.class,
        AuthenticationRedirectException.class,
        MismatchedInputException.class,
        InvalidDefinitionException.class,
        ConstraintViolationException.class,
        ValidationException.class
    })
    Response any(Throwable failure, RoutingContext context) {
        return answer(failures.translate(failure), context);
    }

    /** Handles a path that no resource matches, and a path or query parameter that cannot be converted. */
    @ServerExceptionMapper({NotFoundException.class, NotAllowedException.class})
    Response unmatched(WebApplicationException failure, RoutingContext context) {
        Set<String> allowed = failure.getCause() == null ? AllowedMethods.ofCurrentRequest() : Set.of();
        return allowed.isEmpty()
                ? answer(failures.translate(failure), context)
                : Response.fromResponse(answer(failures.status(405, failure), context))
                        .allow(allowed)
                        .build();
    }

    /** The limit that has refused a request is shown in the place of the one that has admitted it. */
    private static Response answer(ApiException e, RoutingContext context) {
        e.headers().keySet().forEach(context.response().headers()::remove);
        Response.ResponseBuilder response = Response.status(e.code().status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(ErrorBody.of(e, RequestId.current()));
        e.headers().forEach(response::header);
        if (e.code().status() == 401) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        return response.build();
    }
}

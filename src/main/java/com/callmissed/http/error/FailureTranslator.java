package com.callmissed.http.error;

import java.util.concurrent.RejectedExecutionException;

import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.quarkus.security.AuthenticationException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.handler.HttpException;
import org.jboss.logging.Logger;

import com.callmissed.persistence.DatabaseOutage;
import com.callmissed.persistence.TenantBusyException;
import com.callmissed.persistence.WriteRefusals;

/** Translates any failure into the error that a client may see. An unknown failure is an internal error. */
@Singleton
public class FailureTranslator {
    private static final Logger LOG = Logger.getLogger(FailureTranslator.class);

    private static final int BUSY_FOR_SECONDS = 1;

    private final JsonErrors json;
    private final WriteRefusals writes;

    FailureTranslator(JsonErrors json, WriteRefusals writes) {
        this.json = json;
        this.writes = writes;
    }

    /**
     * Returns the error for {@code failure}; never null. Never uses the message of {@code failure}, unless it is an
     * {@link ApiException} itself.
     */
    public ApiException translate(Throwable failure) {
        if (failure instanceof ApiException api) {
            return api;
        }
        if (failure instanceof ConstraintViolationException violations) {
            return Violations.translate(violations);
        }
        if (failure instanceof JsonProcessingException unreadable) {
            return json.translate(unreadable);
        }
        if (failure instanceof UnauthorizedException) {
            return new ApiException(ErrorCode.MISSING_CREDENTIALS, "Send a credential as Authorization: Bearer");
        }
        if (failure instanceof AuthenticationException && failure.getCause() instanceof ApiException api) {
            return api;
        }
        if (failure instanceof AuthenticationException) {
            return new ApiException(ErrorCode.INVALID_TOKEN, "The credential is not valid");
        }
        if (failure instanceof ForbiddenException) {
            return ApiException.permissionDenied("the permission to do this");
        }
        if (failure instanceof WebApplicationException framework) {
            return framework(framework);
        }
        if (failure instanceof HttpException framework) {
            return status(framework.getStatusCode(), failure);
        }
        TenantBusyException busy = TenantBusyException.behind(failure);
        if (busy != null) {
            return ApiException.limitExceeded(
                    "Too many requests of this tenant are in progress, try again", busy.limit(), BUSY_FOR_SECONDS);
        }
        if (failure instanceof RejectedExecutionException || DatabaseOutage.isBehind(failure)) {
            writes.failed(failure);
            LOG.warnf("The database is unavailable or too busy: %s", failure);
            return notReady();
        }
        return internal(failure);
    }

    /** Returns the error for a status that the framework chose. */
    public ApiException status(int status, Throwable failure) {
        return switch (status) {
            case 400, 414, 431 -> ApiException.malformed("The request cannot be understood");
            case 401 -> translate(new UnauthorizedException());
            case 403 -> translate(new ForbiddenException());
            case 404 -> new ApiException(ErrorCode.NOT_FOUND, "There is nothing at this path");
            case 405 -> new ApiException(ErrorCode.METHOD_NOT_ALLOWED, "This path does not know the method");
            case 406 -> new ApiException(ErrorCode.NOT_ACCEPTABLE, "No acceptable media type is on offer");
            case 413 -> new ApiException(ErrorCode.PAYLOAD_TOO_LARGE, "The body is too large");
            case 415 ->
                new ApiException(
                        ErrorCode.UNSUPPORTED_MEDIA_TYPE, "This operation does not read a body of this media type");
            case 503 -> notReady();
            default -> internal(failure);
        };
    }

    /** The framework wraps the exceptions of converters and readers. */
    private ApiException framework(WebApplicationException e) {
        Throwable cause = e.getCause();
        return cause instanceof ApiException || cause instanceof JsonProcessingException
                ? translate(cause)
                : status(e.getResponse().getStatus(), e);
    }

    private static ApiException notReady() {
        return ApiException.notReady("The service cannot answer right now, try again");
    }

    private static ApiException internal(Throwable failure) {
        LOG.error("A request failed unexpectedly", failure);
        return new ApiException(ErrorCode.INTERNAL_ERROR, "Something went wrong on our side");
    }
}

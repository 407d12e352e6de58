package com.callmissed.http;

import java.util.List;
import java.util.Map;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkus.security.UnauthorizedException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The one place that turns exceptions into the contract's error envelope. */
class ErrorMapper {
    private static final Logger LOG = Logger.getLogger(ErrorMapper.class);

    @ServerExceptionMapper
    Response api(ApiException e) {
        return answer(e.code(), e.getMessage(), e.details(), e.headers());
    }

    @ServerExceptionMapper
    Response unauthorized(UnauthorizedException e) {
        return answer(ErrorCode.MISSING_CREDENTIALS, "Send a credential as Authorization: Bearer", List.of(), Map.of());
    }

    @ServerExceptionMapper
    Response framework(WebApplicationException e) {
        ErrorCode code =
                switch (e.getResponse().getStatus()) {
                    case 400 -> ErrorCode.MALFORMED_REQUEST;
                    case 404 -> ErrorCode.NOT_FOUND;
                    case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
                    case 406 -> ErrorCode.NOT_ACCEPTABLE;
                    case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
                    default -> ErrorCode.INTERNAL_ERROR;
                };
        return answer(code, e.getMessage(), List.of(), Map.of());
    }

    @ServerExceptionMapper
    Response unexpected(Exception e) {
        LOG.error("A request failed unexpectedly", e);
        return answer(ErrorCode.INTERNAL_ERROR, "Something went wrong on our side", List.of(), Map.of());
    }

    private static Response answer(
            ErrorCode code, String message, List<FieldError> details, Map<String, String> headers) {
        Response.ResponseBuilder response = Response.status(code.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(ErrorBody.of(code, message, details, RequestId.current()));
        headers.forEach(response::header);
        if (code.status() == 401) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        return response.build();
    }
}

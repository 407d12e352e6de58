package com.callmissed.http.error;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** The error envelope (contract section 2). */
@RegisterForReflection
public record ErrorBody(Error error) {

    /** The error in the envelope. {@code details} is absent unless single fields are invalid. */
    @RegisterForReflection
    public record Error(
            String code,
            String message,
            String type,
            @JsonProperty("request_id") String requestId,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FieldError> details) {}

    /**
     * Builds the envelope.
     *
     * @param requestId the value of {@code X-Request-Id} in the response
     */
    public static ErrorBody of(ApiException e, String requestId) {
        return new ErrorBody(new Error(e.code().code(), e.getMessage(), e.code().type(), requestId, e.details()));
    }
}

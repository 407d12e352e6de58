package com.callmissed.http.error;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** The error envelope of the contract, section 2. */
@RegisterForReflection
public record ErrorBody(Error error) {

    /** {@code details} is absent unless single fields are to blame. */
    @RegisterForReflection
    public record Error(
            String code,
            String message,
            String type,
            @JsonProperty("request_id") String requestId,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FieldError> details) {}

    /** {@code requestId} is the one that the answer's {@code X-Request-Id} names. */
    public static ErrorBody of(ApiException e, String requestId) {
        return new ErrorBody(new Error(e.code().code(), e.getMessage(), e.code().type(), requestId, e.details()));
    }
}

package com.callmissed.http;

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

    public static ErrorBody of(ErrorCode code, String message, List<FieldError> details, String requestId) {
        return new ErrorBody(new Error(code.code(), message, code.type(), requestId, details));
    }
}

package com.callmissed.http.error;

/** The error codes of contract section 2, each with its HTTP status and its type. */
public enum ErrorCode {
    MALFORMED_REQUEST(400, "invalid_request_error"),
    EMPTY_CONVERSATION(400, "invalid_request_error"),
    QUERY_TOO_BROAD(400, "invalid_request_error"),
    MISSING_CREDENTIALS(401, "authentication_error"),
    INVALID_API_KEY(401, "authentication_error"),
    INVALID_TOKEN(401, "authentication_error"),
    TOKEN_EXPIRED(401, "authentication_error"),
    PERMISSION_DENIED(403, "permission_error"),
    NOT_FOUND(404, "not_found_error"),
    METHOD_NOT_ALLOWED(405, "invalid_request_error"),
    NOT_ACCEPTABLE(406, "invalid_request_error"),
    PAYLOAD_TOO_LARGE(413, "invalid_request_error"),
    UNSUPPORTED_MEDIA_TYPE(415, "invalid_request_error"),
    CONFLICT(409, "conflict_error"),
    IDEMPOTENCY_CONFLICT(409, "conflict_error"),
    THREAD_MOVED(409, "conflict_error"),
    VALIDATION_FAILED(422, "validation_error"),
    REPLY_WINDOW_CLOSED(422, "validation_error"),
    RATE_LIMIT_EXCEEDED(429, "rate_limit_error"),
    INTERNAL_ERROR(500, "api_error"),
    PROVIDER_ERROR(503, "unavailable_error"),
    NOT_READY(503, "unavailable_error");

    private final int status;
    private final String type;

    ErrorCode(int status, String type) {
        this.status = status;
        this.type = type;
    }

    public int status() {
        return status;
    }

    public String type() {
        return type;
    }

    /** The code in responses, such as {@code not_found}. */
    public String code() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}

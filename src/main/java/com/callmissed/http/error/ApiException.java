package com.callmissed.http.error;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An error response that the service chooses. The client gets the message as it is, so it must not contain a secret,
 * SQL or a provider's text.
 */
public class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient List<FieldError> details;
    private final transient Map<String, String> headers;

    public ApiException(ErrorCode code, String message) {
        this(code, message, List.of(), Map.of());
    }

    public ApiException(ErrorCode code, String message, List<FieldError> details, Map<String, String> headers) {
        super(message, null, false, false);
        this.code = code;
        this.details = List.copyOf(details);
        this.headers = Map.copyOf(headers);
    }

    /**
     * The error for an absent row and for a row of another tenant alike.
     *
     * @param what a noun with a capital, such as {@code Conversation}
     */
    public static ApiException notFound(String what) {
        return new ApiException(ErrorCode.NOT_FOUND, what + " not found");
    }

    /**
     * The error for one invalid field.
     *
     * @param message completes the sentence that starts with the field's name
     */
    public static ApiException invalid(String field, String message) {
        return invalid(List.of(new FieldError(field, message)));
    }

    /** The error for several invalid fields, listed in this order. */
    public static ApiException invalid(List<FieldError> details) {
        String sentence = details.stream()
                .map(detail -> detail.field() + " " + detail.message())
                .collect(Collectors.joining("; "));
        return new ApiException(
                ErrorCode.VALIDATION_FAILED, "The request is not valid: " + sentence, details, Map.of());
    }

    public static ApiException malformed(String message) {
        return new ApiException(ErrorCode.MALFORMED_REQUEST, message);
    }

    public static ApiException conflict(String message) {
        return new ApiException(ErrorCode.CONFLICT, message);
    }

    /**
     * The error for a caller that exceeds a limit.
     *
     * @param limit the allowed number of the things that the message names
     * @param retryAfter whole seconds until a retry makes sense
     */
    public static ApiException limitExceeded(String message, int limit, long retryAfter) {
        return new ApiException(
                ErrorCode.RATE_LIMIT_EXCEEDED,
                message,
                List.of(),
                Map.of(
                        "Retry-After",
                        Long.toString(retryAfter),
                        "X-RateLimit-Limit",
                        Integer.toString(limit),
                        "X-RateLimit-Remaining",
                        "0"));
    }

    /**
     * The error for a dependency that is unavailable for the moment. The response asks the client to retry in a few
     * seconds.
     */
    public static ApiException notReady(String message) {
        return new ApiException(ErrorCode.NOT_READY, message, List.of(), Map.of("Retry-After", "5"));
    }

    /**
     * The error for a credential without the necessary permission.
     *
     * @param required the missing scope or roles, in the terms of the API
     */
    public static ApiException permissionDenied(String required) {
        return new ApiException(ErrorCode.PERMISSION_DENIED, "This credential lacks " + required);
    }

    public ErrorCode code() {
        return code;
    }

    public List<FieldError> details() {
        return details;
    }

    /** Headers that the response must have in addition to the envelope, such as {@code Retry-After} (whole seconds). */
    public Map<String, String> headers() {
        return headers;
    }
}

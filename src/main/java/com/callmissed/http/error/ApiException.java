package com.callmissed.http.error;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An answer other than success, decided by the service. The message reaches the client as it is, so it never holds a
 * secret, an SQL text or a provider's words.
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

    /** {@code what} is a noun with a capital, such as {@code Conversation}. The same for an absent row and for another tenant's. */
    public static ApiException notFound(String what) {
        return new ApiException(ErrorCode.NOT_FOUND, what + " not found");
    }

    /** One field of a request is wrong; {@code message} completes the sentence that starts with the field's name. */
    public static ApiException invalid(String field, String message) {
        return invalid(List.of(new FieldError(field, message)));
    }

    /** Several fields are wrong, in the order in which the answer names them. */
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
     * More than was allowed.
     *
     * @param limit how much is allowed, of whatever the message names
     * @param retryAfter whole seconds until it makes sense to try again
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

    /** Something that the service needs is away for a moment; the answer asks to try again in a few seconds. */
    public static ApiException notReady(String message) {
        return new ApiException(ErrorCode.NOT_READY, message, List.of(), Map.of("Retry-After", "5"));
    }

    /** {@code required} is the scope or the roles that were missing, as clients know them. */
    public static ApiException permissionDenied(String required) {
        return new ApiException(ErrorCode.PERMISSION_DENIED, "This credential lacks " + required);
    }

    public ErrorCode code() {
        return code;
    }

    public List<FieldError> details() {
        return details;
    }

    /** Headers that the answer must carry beside the envelope, such as {@code Retry-After} (whole seconds). */
    public Map<String, String> headers() {
        return headers;
    }
}

package com.callmissed.bench;

/** The service has too much to do for this request, and says that it may be tried again. */
final class Refused extends WrongResult {
    private static final long serialVersionUID = 1L;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;

    private final int status;

    Refused(int status, String message) {
        super(message);
        this.status = status;
    }

    static boolean is(int status) {
        return isLimit(status) || status == UNAVAILABLE;
    }

    /** Whether the request was not even begun. */
    static boolean isLimit(int status) {
        return status == TOO_MANY_REQUESTS;
    }

    /** Whether nothing was changed, so that another try cannot change it twice. */
    boolean isLimit() {
        return isLimit(status);
    }
}

package com.callmissed.bench;

/** The service has too much to do for this tenant (status 429). Nothing was changed. */
final class Refused extends WrongResult {
    private static final long serialVersionUID = 1L;
    static final int STATUS = 429;

    Refused(String message) {
        super(message);
    }
}

package com.callmissed.persistence;

/** A request was refused before it used the database, because its tenant has too many requests in progress. */
public final class TenantBusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int limit;

    TenantBusyException(int limit) {
        super("too many requests of one tenant", null, false, false);
        this.limit = limit;
    }

    /** The number of requests of one tenant that may run and wait. */
    public int limit() {
        return limit;
    }

    /** Returns {@code failure} or the first of its causes that is such a refusal; null when there is none. */
    public static TenantBusyException behind(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof TenantBusyException busy) {
                return busy;
            }
        }
        return null;
    }
}

package com.callmissed.outbound;

/**
 * What is held.
 *
 * @param reason why the messages of all tenants are held, {@code operator} or {@code copy}; null if they are not
 * @param tenants how many tenants are held by themselves
 */
record HoldState(String reason, long tenants) {
    private static final String COPY = "copy";

    boolean isForAll() {
        return reason != null;
    }

    boolean isCopy() {
        return COPY.equals(reason);
    }

    /** Such as {@code held (copy)}. */
    @Override
    public String toString() {
        if (isForAll()) {
            return isCopy() ? "held (copy)" : "held";
        }
        return tenants == 0 ? "on" : "held for " + tenants + (tenants == 1 ? " tenant" : " tenants");
    }
}

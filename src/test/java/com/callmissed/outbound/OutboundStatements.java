package com.callmissed.outbound;

/** Statements of this package for tests of plans. */
public final class OutboundStatements {
    private OutboundStatements() {}

    public static String applyReport() {
        return DeliveryReportStore.APPLY;
    }

    public static String claim() {
        return OutboxStore.CLAIM;
    }

    public static String settle() {
        return OutboxStore.SETTLE;
    }
}

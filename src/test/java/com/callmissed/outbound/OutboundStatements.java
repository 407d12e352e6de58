package com.callmissed.outbound;

/** Statements of this package whose plans are tested with those of the others. */
public final class OutboundStatements {
    private OutboundStatements() {}

    public static String applyReport() {
        return DeliveryReportStore.APPLY;
    }

    public static String settle() {
        return OutboxStore.SETTLE;
    }
}

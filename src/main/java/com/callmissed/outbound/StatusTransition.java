package com.callmissed.outbound;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import com.callmissed.thread.DeliveryStatus;
import com.callmissed.thread.MessageResponse;

/**
 * What a delivery report makes of a message.
 *
 * @param from the statuses that it is lifted from
 * @param metadata what is added to the message's; null for nothing
 */
record StatusTransition(DeliveryStatus status, String[] from, Map<String, Object> metadata) {

    /** A report on a whole message, or that some part of it has failed. */
    static StatusTransition of(DeliveryReport report) {
        String[] lower = Arrays.stream(DeliveryStatus.values())
                .filter(status -> status.compareTo(report.status()) < 0)
                .map(DeliveryStatus::value)
                .toArray(String[]::new);
        Map<String, Object> metadata = new LinkedHashMap<>();
        if (report.error() != null) {
            metadata.put("error", report.error());
        }
        if (report.status() == DeliveryStatus.FAILED
                && report.reference() != null
                && report.reference().part() > 0) {
            metadata.put(MessageResponse.PARTS_SENT, report.reference().part());
        }
        return new StatusTransition(report.status(), lower, metadata.isEmpty() ? null : metadata);
    }

    /**
     * One of the first parts of a text has arrived. That tells nothing of a message that is on its way; but where it was not
     * known how far an abandoned one got, it got so far and no further.
     */
    static StatusTransition ofPart(DeliveryReport.Reference part) {
        return new StatusTransition(
                DeliveryStatus.FAILED,
                new String[] {DeliveryStatus.UNCERTAIN.value()},
                Map.of("error", FailureReasons.INCOMPLETE.error(), MessageResponse.PARTS_SENT, part.part() + 1));
    }
}

package com.callmissed.outbound;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import com.callmissed.thread.DeliveryStatus;
import com.callmissed.thread.MessageResponse;

/**
 * The change that a delivery report makes to a message.
 *
 * @param status the new status
 * @param from the statuses from which the message may change
 * @param metadata added to the metadata of the message; null for nothing
 */
record StatusTransition(DeliveryStatus status, String[] from, Map<String, Object> metadata) {

    /** The transition for a report about a whole message, or about the failure of any part. */
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
     * The transition for a report that one of the first parts of a text was delivered. It changes nothing while the
     * message is being sent. A message with an uncertain outcome becomes failed, with the number of parts that were
     * sent.
     */
    static StatusTransition ofPart(DeliveryReport.Reference part) {
        return new StatusTransition(
                DeliveryStatus.FAILED,
                new String[] {DeliveryStatus.UNCERTAIN.value()},
                Map.of("error", FailureReasons.INCOMPLETE.error(), MessageResponse.PARTS_SENT, part.part() + 1));
    }
}

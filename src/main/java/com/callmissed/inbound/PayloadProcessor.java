package com.callmissed.inbound;

import java.util.List;

/** Converts the payloads of one provider to messages and delivery reports. */
public interface PayloadProcessor {
    /** The provider, as in {@link InboundPayload#provider()}. */
    String provider();

    /**
     * Reads the parts of a payload, in the order in which they are to be stored. Returns the same parts each time. Is
     * called on a worker thread when the payload is large.
     *
     * @return empty if nothing in the payload is about conversations
     * @throws UnreadablePayloadException when nothing of the payload can be read
     */
    List<PayloadPart> read(InboundPayload payload) throws UnreadablePayloadException;
}

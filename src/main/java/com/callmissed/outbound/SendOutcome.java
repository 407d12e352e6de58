package com.callmissed.outbound;

import java.time.Duration;
import java.util.Map;

/** How a try at sending a message ended. */
public sealed interface SendOutcome {

    /** The provider has taken all of it. @param providerMessageId null when the channel gives none */
    record Sent(String providerMessageId) implements SendOutcome {}

    /** The provider has taken one more part; the next one is to follow. */
    record PartSent() implements SendOutcome {}

    /** The provider has certainly not taken it and may do so later. @param after null for the usual pause */
    record TryLater(Duration after, Map<String, Object> error) implements SendOutcome {}

    /** The provider will not take it. @param error {@code code}, {@code title} and {@code details} for the metadata */
    record Failed(Map<String, Object> error) implements SendOutcome {}

    /** Nobody knows whether the provider has taken it; a report of the provider may still tell. */
    record Uncertain() implements SendOutcome {}
}

package com.callmissed.thread;

import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The time after a customer's message in which a channel accepts free-form replies. */
public final class ReplyWindow {

    private ReplyWindow() {}

    /** When the window closes; null if the channel has no window, and before the customer's first message. */
    static Instant expiry(Channel channel, Instant lastInboundAt) {
        return channel.replyWindow() == null || lastInboundAt == null
                ? null
                : lastInboundAt.plus(channel.replyWindow());
    }

    /**
     * An SQL condition: a reply is still accepted after a customer's message at {@code inboundAt}. Always true for a
     * channel without a window.
     *
     * @param channel an SQL expression
     * @param inboundAt an SQL expression; null means that there was no message
     */
    public static String isOpen(String channel, String inboundAt) {
        return Stream.of(Channel.values())
                .filter(limited -> limited.replyWindow() != null)
                .map(limited -> "WHEN '%s' THEN COALESCE(%s + interval '%d seconds' > clock_timestamp(), false)"
                        .formatted(
                                limited.value(),
                                inboundAt,
                                limited.replyWindow().toSeconds()))
                .collect(Collectors.joining(" ", "(CASE " + channel + " ", " ELSE true END)"));
    }
}

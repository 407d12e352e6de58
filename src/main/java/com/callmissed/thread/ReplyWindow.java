package com.callmissed.thread;

import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The time in which a channel takes a free-form reply after the customer's last message. */
public final class ReplyWindow {

    private ReplyWindow() {}

    /** When the window closes; null where the channel has none, and before the customer's first message. */
    static Instant expiry(Channel channel, Instant lastInboundAt) {
        return channel.replyWindow() == null || lastInboundAt == null
                ? null
                : lastInboundAt.plus(channel.replyWindow());
    }

    /**
     * A condition: a message that the customer sent at that time can still be replied to. True where the channel has no
     * window.
     *
     * @param channel an expression
     * @param inboundAt an expression; null counts as never
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

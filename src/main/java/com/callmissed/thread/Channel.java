package com.callmissed.thread;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.stream.Stream;

import jakarta.persistence.EnumeratedValue;

import com.fasterxml.jackson.annotation.JsonValue;

import com.callmissed.http.WireEnum;

/** A way to talk to customers. Holds every trait in which the channels differ. */
public enum Channel implements WireEnum {
    /**
     * One thread for each customer. Meta accepts free text of up to 4 096 characters for 24 hours after the customer's
     * last message.
     */
    WHATSAPP("whatsapp", "WhatsApp", true, true, Duration.ofHours(24), 4_096, false),
    /** A conversation for each call. The words of the bot are in the response to the provider's request. */
    VOICE("voice", "the phone", false, false, null, Integer.MAX_VALUE, true);

    @EnumeratedValue
    private final String value;

    private final String displayName;
    private final boolean singleThread;
    private final boolean addressedByNumber;
    private final Duration replyWindow;
    private final int longestText;
    private final boolean live;

    Channel(
            String value,
            String displayName,
            boolean singleThread,
            boolean addressedByNumber,
            Duration replyWindow,
            int longestText,
            boolean live) {
        this.value = value;
        this.displayName = displayName;
        this.singleThread = singleThread;
        this.addressedByNumber = addressedByNumber;
        this.replyWindow = replyWindow;
        this.longestText = longestText;
        this.live = live;
    }

    @JsonValue
    @Override
    public String value() {
        return value;
    }

    /** The name in a sentence for people, such as "connected to WhatsApp". */
    public String displayName() {
        return displayName;
    }

    /** Whether a customer has a single thread with a bot. Otherwise each contact is a new conversation. */
    public boolean hasSingleThread() {
        return singleThread;
    }

    /** Whether clients name a new customer by a phone number in E.164. */
    public boolean isAddressedByNumber() {
        return addressedByNumber;
    }

    /** How long after the customer's last message a reply is accepted; null if there is no limit. */
    Duration replyWindow() {
        return replyWindow;
    }

    /** The longest text of one message, in UTF-16 code units. */
    public int longestText() {
        return longestText;
    }

    /** Whether messages are spoken during a call instead of being sent by the outbox worker. */
    public boolean isLive() {
        return live;
    }

    /** As a literal of SQL. */
    public String sql() {
        return WireColumn.literal(this);
    }

    /** The channels that have {@code trait}, as a list of SQL literals in parentheses. */
    public static String in(Predicate<Channel> trait) {
        return WireColumn.in(Stream.of(values()).filter(trait));
    }
}

package com.callmissed.thread;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.persistence.EnumeratedValue;

import com.fasterxml.jackson.annotation.JsonValue;

import com.callmissed.http.WireEnum;

/** A way to talk to customers, with everything by which the channels differ. */
public enum Channel implements WireEnum {
    /** One thread for each customer; Meta takes free text for 24 hours after a customer's message, 4 096 characters of it. */
    WHATSAPP("whatsapp", "WhatsApp", true, true, Duration.ofHours(24), 4_096, false),
    /** A conversation for each call; what is said during the call leaves with the response to the provider. */
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

    /** In a sentence for people, such as "connected to WhatsApp". */
    public String displayName() {
        return displayName;
    }

    /** Whether a customer has one thread with a bot; else each contact is a conversation of its own. */
    public boolean hasSingleThread() {
        return singleThread;
    }

    /** Whether callers name a new customer by a phone number in E.164. */
    public boolean isAddressedByNumber() {
        return addressedByNumber;
    }

    /** How long a reply may follow what the customer said; null where there is no limit. */
    Duration replyWindow() {
        return replyWindow;
    }

    /** In UTF-16 units, the longest text that one message may have. */
    public int longestText() {
        return longestText;
    }

    /** Whether messages are said during a call, and not sent after it. */
    public boolean isLive() {
        return live;
    }

    /** The channels with a trait, as a list of SQL literals in parentheses. */
    public static String in(Predicate<Channel> trait) {
        return Stream.of(values())
                .filter(trait)
                .map(channel -> "'" + channel.value + "'")
                .collect(Collectors.joining(", ", "(", ")"));
    }
}

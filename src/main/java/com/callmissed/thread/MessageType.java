package com.callmissed.thread;

import java.util.EnumSet;
import java.util.Set;

import jakarta.persistence.EnumeratedValue;

import com.fasterxml.jackson.annotation.JsonValue;

import com.callmissed.http.WireEnum;

/**
 * The type of a message. {@code content} is readable text for each type.
 *
 * <p>A message that is not said is recorded and has no other effect (contract, section 8): it neither reopens a
 * conversation nor opens the reply window, it is not in previews, and nobody has to answer it.
 */
public enum MessageType implements WireEnum {
    TEXT("text", true),
    IMAGE("image", true),
    AUDIO("audio", true),
    VIDEO("video", true),
    DOCUMENT("document", true),
    STICKER("sticker", false),
    LOCATION("location", false),
    CONTACTS("contacts", false),
    INTERACTIVE("interactive", true),
    BUTTON("button", true),
    REACTION("reaction", false),
    TEMPLATE("template", false),
    SYSTEM("system", false);

    private static final Set<MessageType> NOT_SAID = EnumSet.of(REACTION, SYSTEM);
    /** Of messages of earlier versions, which did not record whether there are words. */
    private static final Set<MessageType> WORDED = EnumSet.of(TEXT, INTERACTIVE, BUTTON);

    @EnumeratedValue
    private final String value;

    private final boolean mayHaveWords;

    MessageType(String value, boolean mayHaveWords) {
        this.value = value;
        this.mayHaveWords = mayHaveWords;
    }

    @JsonValue
    @Override
    public String value() {
        return value;
    }

    /** Whether a message of this type can consist of words that the bot answers: a text, a tap or a caption. */
    public boolean mayHaveWords() {
        return mayHaveWords;
    }

    /**
     * An SQL condition: messages of the type are said.
     *
     * @param type an SQL expression of type {@code text}
     */
    public static String said(String type) {
        return type + " NOT IN " + WireColumn.in(NOT_SAID.stream());
    }

    /**
     * An SQL condition: the message of a thread was said, and counts today. What was imported was said long ago.
     *
     * @param message the alias of the message
     */
    public static String saidIn(String message) {
        return said(message + ".message_type") + " AND NOT " + message + ".imported";
    }

    /**
     * An SQL condition: the message has words that the bot answers.
     *
     * @param message the alias of the message
     */
    public static String worded(String message) {
        return "COALESCE(%1$s.has_words, %1$s.message_type IN %2$s)".formatted(message, WireColumn.in(WORDED.stream()));
    }
}

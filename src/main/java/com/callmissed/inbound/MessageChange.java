package com.callmissed.inbound;

/**
 * What a {@link ChannelMessage} does to an earlier message of the same thread.
 *
 * @param targetId the provider's id of the earlier message
 * @param emoji of a reaction; null if it is taken back, and for other kinds
 */
public record MessageChange(Kind kind, String targetId, String emoji) {
    /** What happens to the earlier message. */
    public enum Kind {
        /** Its author has replaced its text. */
        EDIT,
        /** Its author has deleted it. */
        DELETION,
        /** The media of an imported message, which was only announced before, is described. */
        MEDIA,
        /** Somebody has put an emoji on it, or has taken it back. */
        REACTION
    }

    /** Whether the message is only its change, and is not stored when that can be made. */
    boolean replaces() {
        return kind != Kind.REACTION;
    }
}

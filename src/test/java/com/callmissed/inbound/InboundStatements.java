package com.callmissed.inbound;

/** Statements of this package whose plans are tested, and which the benchmark runs alone. */
public final class InboundStatements {
    private InboundStatements() {}

    /**
     * Stores what a customer has written: $1 to $19 as {@link ChannelInboxStore#insert} binds them, with the tenant,
     * the bot, the provider's id of the message and so on.
     */
    public static String storeMessage() {
        return ChannelInboxStore.INSERT;
    }

    /** Finds the message that an echo repeats. */
    public static String echoed() {
        return ChannelInboxStore.ECHOED;
    }
}

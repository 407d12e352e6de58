package com.callmissed.inbound;

/** Statements of this package for tests of plans and for the benchmark. */
public final class InboundStatements {
    private InboundStatements() {}

    /**
     * Stores a message of a customer. The parameters $1 to $26 are those of {@link ChannelInboxStore#insert}: the
     * tenant, the bot, the provider's id of the message and so on.
     */
    public static String storeMessage() {
        return ChannelInboxStore.INSERT;
    }

    /** Finds the message that an echo repeats. */
    public static String echoed() {
        return MessageChanges.ECHOED;
    }
}

package com.callmissed.draft;

/**
 * One message of the thread in a prompt.
 *
 * @param fromCustomer false for a message of the business, by a person or by the bot
 * @param human whether a person wrote it, or answered at that time
 */
record ThreadMessage(int seq, boolean fromCustomer, String content, boolean human) {
    /** Leaves the text out, for logs. */
    @Override
    public String toString() {
        return "ThreadMessage[seq " + seq + "]";
    }
}

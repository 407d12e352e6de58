package com.callmissed.draft;

/**
 * One message of the thread that a model is shown.
 *
 * @param fromCustomer false for the business, a person or the bot
 * @param human true when a person wrote it, or it was said while a person answered
 */
record ThreadMessage(int seq, boolean fromCustomer, String content, boolean human) {
    /** Without a word of the customer. */
    @Override
    public String toString() {
        return "ThreadMessage[seq " + seq + "]";
    }
}

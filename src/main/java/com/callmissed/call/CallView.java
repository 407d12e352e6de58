package com.callmissed.call;

/**
 * The state of a call.
 *
 * @param lastSeq {@code seq} of the last message; 0 if there is none
 */
public record CallView(CallStep step, int lastSeq) {}

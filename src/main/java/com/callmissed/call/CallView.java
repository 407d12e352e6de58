package com.callmissed.call;

/**
 * Where a call stands.
 *
 * @param lastSeq the place of the last message in its thread; 0 for none
 */
public record CallView(CallStep step, int lastSeq) {}

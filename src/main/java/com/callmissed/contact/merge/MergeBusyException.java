package com.callmissed.contact.merge;

/** A message of one of the conversations is being sent. The merge can be repeated after its lease. */
public class MergeBusyException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MergeBusyException() {
        super("A message of a conversation to merge is being sent", null, false, false);
    }
}

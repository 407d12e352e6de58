package com.callmissed.twilio;

/** What a verified form is about. The text is for the operator, who finds it in Twilio's debugger. */
enum FormSubject {
    /** A call to the number of the bot. */
    CALL(""),
    /** A call that the business has made: the answer of an answering machine, its end. */
    OUTBOUND_CALL("The service does not run calls that a number makes"),
    /** A call to a number of the account that no bot has. */
    UNKNOWN_NUMBER("No bot with this account has the number that was called"),
    /** Something else about a call, such as a recording. */
    NO_NUMBER("The request does not name the number that was called");

    private final String refusal;

    FormSubject(String refusal) {
        this.refusal = refusal;
    }

    /** Why nothing can be done. */
    String refusal() {
        return refusal;
    }
}

package com.callmissed.http;

/** A phone number in requests: {@code +} and up to 15 digits (ITU-T E.164). */
public final class PhoneNumber {
    public static final String PATTERN = "\\+[1-9][0-9]{6,14}";

    /** The error message for a field that does not match. */
    public static final String EXPECTATION = "must be a phone number such as +14155550123";

    private PhoneNumber() {}
}

package com.callmissed.bench;

import java.time.Instant;

/**
 * Finds what the benchmark needs in a frame without parsing all of it, because the load shares its processors with the
 * service.
 */
final class EventText {
    static final int NONE = -1;

    private static final String SEQ = "\"seq\":";
    private static final String CURSOR = "\"cursor\":\"";
    private static final String OCCURRED_AT = "\"occurred_at\":\"";
    private static final String TOKEN = "\"content\":\"bench ";
    private static final int MICROS = 1_000_000;
    private static final int NANOS_IN_MICRO = 1_000;

    private EventText() {}

    /** The text of the message that {@link #number} recognizes as {@code number}. */
    static String content(int number) {
        return "bench " + number + " Is the blue one still available in size 42, and when would it be here?";
    }

    /** Returns {@link #NONE} if the frame is about another message. */
    static int number(String frame) {
        return number(frame, TOKEN);
    }

    static int seq(String frame) {
        return number(frame, SEQ);
    }

    static String cursor(String frame) {
        return text(frame, CURSOR);
    }

    /** In microseconds since the epoch. The service takes this time before the commit. */
    static long occurredAt(String frame) {
        return micros(Instant.parse(text(frame, OCCURRED_AT)));
    }

    static long now() {
        return micros(Instant.now());
    }

    private static long micros(Instant instant) {
        return instant.getEpochSecond() * MICROS + instant.getNano() / NANOS_IN_MICRO;
    }

    private static int number(String frame, String label) {
        int at = frame.indexOf(label);
        if (at < 0) {
            return NONE;
        }
        int number = 0;
        for (int i = at + label.length(); Character.isDigit(frame.charAt(i)); i++) {
            number = number * 10 + frame.charAt(i) - '0';
        }
        return number;
    }

    private static String text(String frame, String label) {
        int at = frame.indexOf(label);
        WrongResult.unless(at >= 0, "No %s in %s", label, frame);
        int start = at + label.length();
        return frame.substring(start, frame.indexOf('"', start));
    }
}

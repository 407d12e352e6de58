package com.callmissed.twilio;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a call is, as its next address says. It travels in the query, which Twilio signs with the rest of the address, so that
 * any process can go on with the call.
 *
 * @param turn the place in the thread up to which the caller has heard it: what is said next is the answer to that, however
 *     often Twilio delivers it; -1 where the address does not say
 * @param asked how often in a row the caller was asked and said nothing
 * @param silence nothing was said for the n-th time in a row; 0 when words are expected
 * @param waited rounds of waiting for the bot's answer; 0 when words are expected
 */
record CallPosition(int turn, int asked, int silence, int waited) {
    private static final int UNKNOWN = -1;

    static CallPosition listening(int turn, int asked) {
        return new CallPosition(turn, asked, 0, 0);
    }

    static CallPosition silent(int turn, int silence) {
        return new CallPosition(turn, 0, silence, 0);
    }

    static CallPosition waiting(int turn, int waited) {
        return new CallPosition(turn, 0, 0, waited);
    }

    /** Takes what is there and makes sense; the rest counts as not there. {@code rawQuery} may be null. */
    static CallPosition parse(String rawQuery) {
        String query = rawQuery == null ? "" : rawQuery;
        return new CallPosition(
                number(query, "turn", UNKNOWN),
                number(query, "asked", 0),
                number(query, "silence", 0),
                number(query, "wait", 0));
    }

    boolean isKnown() {
        return turn != UNKNOWN;
    }

    String query() {
        StringBuilder query = new StringBuilder("turn=").append(turn);
        append(query, "asked", asked);
        append(query, "silence", silence);
        append(query, "wait", waited);
        return query.toString();
    }

    private static void append(StringBuilder query, String name, int value) {
        if (value > 0) {
            query.append('&').append(name).append('=').append(value);
        }
    }

    private static int number(String query, String name, int otherwise) {
        Matcher matcher =
                Pattern.compile("(?:^|&)" + name + "=(\\d{1,6})(?:&|$)").matcher(query);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : otherwise;
    }
}

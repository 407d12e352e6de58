package com.callmissed.twilio;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The position of a call, as the query of its next address. Twilio signs the query with the rest of the address, so any
 * process can continue the call.
 *
 * @param turn {@code seq} of the last message that the caller has heard. The next words are the response to it, however
 *     often Twilio delivers them. -1 if the address has no turn
 * @param asked how often in a row the caller was asked and said nothing
 * @param silence number of the current silence in a row; 0 if words are expected
 * @param waited how often in a row the caller was asked to hold; 0 if words are expected
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

    /** Reads the valid parameters. The others count as absent. {@code rawQuery} may be null. */
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

package com.callmissed.packaged.feed;

/** The unique word at the start of each message of a writer. */
final class Token {
    private Token() {}

    /** @param padding length of the text after the token */
    static String padded(String token, int padding) {
        return padding == 0 ? token : token + " " + "x".repeat(padding);
    }

    static String in(String content) {
        int end = content.indexOf(' ');
        return end < 0 ? content : content.substring(0, end);
    }
}

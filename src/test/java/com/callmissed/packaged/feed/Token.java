package com.callmissed.packaged.feed;

/** The unique word that a writer begins each message with. */
final class Token {
    private Token() {}

    /** @param padding length of what follows the token */
    static String padded(String token, int padding) {
        return padding == 0 ? token : token + " " + "x".repeat(padding);
    }

    static String in(String content) {
        int end = content.indexOf(' ');
        return end < 0 ? content : content.substring(0, end);
    }
}

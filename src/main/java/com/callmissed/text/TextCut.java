package com.callmissed.text;

/**
 * Cuts texts without splitting a character. A code point beyond U+FFFF takes two UTF-16 units. One of them alone is not
 * valid UTF-8, and PostgreSQL does not store it. All lengths are in UTF-16 units.
 */
public final class TextCut {
    private static final String ELLIPSIS = "…";

    private TextCut() {}

    /**
     * Returns the longest start of {@code text} that has at most {@code length} units and ends between two code points.
     *
     * @param length not negative
     */
    public static String start(String text, int length) {
        return text.length() <= length ? text : text.substring(0, end(text, length));
    }

    /**
     * Returns {@code text} when it has at most {@code length} units. Otherwise returns as much of its start as fits
     * before an ellipsis.
     *
     * @param length at least 1
     */
    public static String ellipsis(String text, int length) {
        return text.length() <= length ? text : start(text, length - ELLIPSIS.length()) + ELLIPSIS;
    }

    /**
     * Returns the end of a part of at most {@code length} units: {@code length}, or one less to keep a surrogate pair
     * whole.
     *
     * @param length from 0 up to the length of {@code text}
     */
    public static int end(String text, int length) {
        boolean split = length > 0
                && length < text.length()
                && Character.isHighSurrogate(text.charAt(length - 1))
                && Character.isLowSurrogate(text.charAt(length));
        return split ? length - 1 : length;
    }

    /**
     * Returns the longest start of {@code text} that has at most {@code bytes} bytes in UTF-8 and ends between two code
     * points.
     *
     * @param bytes not negative
     */
    public static String startInUtf8(String text, int bytes) {
        if (text.length() <= bytes / 3) {
            return text; // a UTF-16 unit takes at most three bytes
        }
        int left = bytes;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            left -= utf8(text.codePointAt(i));
            if (left < 0) {
                return text.substring(0, i);
            }
        }
        return text;
    }

    private static int utf8(int codePoint) {
        return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    }
}

package com.callmissed.twilio;

import java.util.stream.IntStream;

import com.callmissed.text.TextCut;

/** Converts texts for speech: without markup and control characters, and with a maximum length. */
final class SpokenText {
    /** In UTF-16 code units: about a minute and a half of speech. */
    static final int LONGEST = 1500;

    /** Code points that are read of a text. A bot's config or a stored answer may be long. */
    private static final int LOOKED_AT = 4 * LONGEST;

    private static final String ENDS_OF_SENTENCES = ".!?…。！？।";

    private SpokenText() {}

    /**
     * Returns the text to say. A long text is cut after a sentence if that keeps most of it, else after a word. Returns
     * an empty text if nothing can be said.
     */
    static String of(String text) {
        String line = textOf(text.codePoints().limit(LOOKED_AT))
                .replaceAll("(?m)^[ \\t]*+#++[ \\t]++", "")
                .replaceAll("[*`]+", "")
                .replaceAll("\\s+", " ")
                .strip();
        return line.length() <= LONGEST ? line : line.substring(0, end(line)).strip();
    }

    /** Keeps the code points that are text. */
    static String textOf(IntStream codePoints) {
        return codePoints
                .filter(SpokenText::isText)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Whether XML 1.0, section 2.2, allows the character, without the control characters. */
    static boolean isText(int codePoint) {
        return codePoint == '\t'
                || codePoint == '\n'
                || codePoint == '\r'
                || codePoint >= 0x20 && codePoint < 0x7f
                || codePoint > 0x9f && codePoint <= 0xd7ff
                || codePoint >= 0xe000 && codePoint <= 0xfffd
                || codePoint >= 0x10000;
    }

    private static int end(String line) {
        int word = 0;
        for (int i = LONGEST; i > LONGEST / 2; i--) {
            if (ENDS_OF_SENTENCES.indexOf(line.charAt(i - 1)) >= 0) {
                return i;
            }
            if (word == 0 && line.charAt(i) == ' ') {
                word = i;
            }
        }
        return word > 0 ? word : TextCut.end(line, LONGEST);
    }
}

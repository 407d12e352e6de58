package com.callmissed.contact;

/** The text of an address without what people cannot see. */
public final class AddressText {
    private AddressText() {}

    /**
     * Removes space at both ends and all marks that have no width: those that set the direction of text (Unicode UAX 9)
     * and zero-width spaces, which come along when a number is copied.
     */
    public static String clean(String text) {
        int[] visible = text.codePoints().filter(point -> !isInvisible(point)).toArray();
        int from = 0;
        int to = visible.length;
        while (from < to && isSpace(visible[from])) {
            from++;
        }
        while (to > from && isSpace(visible[to - 1])) {
            to--;
        }
        return new String(visible, from, to - from);
    }

    private static boolean isInvisible(int point) {
        return point == 0x061C
                || point >= 0x200B && point <= 0x200F
                || point >= 0x202A && point <= 0x202E
                || point >= 0x2060 && point <= 0x2064
                || point >= 0x2066 && point <= 0x206F
                || point == 0xFEFF;
    }

    private static boolean isSpace(int point) {
        return Character.isWhitespace(point) || Character.isSpaceChar(point);
    }
}

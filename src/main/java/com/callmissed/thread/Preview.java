package com.callmissed.thread;

import com.callmissed.text.TextCut;

/** The beginning of a message, for lists. */
public final class Preview {
    private static final int LENGTH = 120;

    private Preview() {}

    /** Returns at most 120 characters on one line. Never cuts a surrogate pair. */
    public static String of(String content) {
        return TextCut.ellipsis(content.replaceAll("(?U)[\\s\\p{Cntrl}]+", " ").strip(), LENGTH);
    }
}

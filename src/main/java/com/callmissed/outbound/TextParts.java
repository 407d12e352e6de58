package com.callmissed.outbound;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.callmissed.text.TextCut;

/** Splits a text that is too long for one message of its channel. Lengths are in UTF-16 code units. */
final class TextParts {
    private static final List<Pattern> LARGER_THAN_WORDS = List.of(
            Pattern.compile("(?=\\R\\h*+\\R)"),
            Pattern.compile("(?=\\R)"),
            Pattern.compile("(?<=[.!?…][\"')\\]»”’]?)(?=\\p{javaWhitespace})|(?<=[。！？])"));

    private static final Pattern WORD = Pattern.compile("(?=\\p{javaWhitespace})");
    private static final Pattern GRAPHEME = Pattern.compile("\\X");

    private TextParts() {}

    /**
     * Splits the text into parts of at most {@code longest}. It cuts between paragraphs where possible, else between
     * lines, sentences or words, and inside a word only if the word is longer than a message. A text that fits is
     * returned unchanged. In a longer text, only white space at its ends and at the cuts is removed.
     */
    static List<String> of(String text, int longest) {
        if (text.length() <= longest) {
            return List.of(text);
        }
        List<String> parts = new ArrayList<>();
        String rest = text.strip();
        while (rest.length() > longest) {
            int cut = cut(rest, longest);
            parts.add(rest.substring(0, cut).stripTrailing());
            rest = rest.substring(cut).stripLeading();
        }
        parts.add(rest);
        return List.copyOf(parts);
    }

    /** Returns where the next part ends. {@code text} is longer than a message and does not begin with white space. */
    private static int cut(String text, int longest) {
        // A cut between paragraphs, lines or sentences is used only if it does not leave a short part.
        int shortest = longest / 2;
        for (Pattern place : LARGER_THAN_WORDS) {
            int at = last(place, text, shortest, longest);
            if (at > 0) {
                return at;
            }
        }
        int at = last(WORD, text, 1, longest);
        return at > 0 ? at : insideAWord(text, longest);
    }

    private static int last(Pattern place, String text, int from, int longest) {
        Matcher matcher = place.matcher(text).useTransparentBounds(true).region(from, longest + 1);
        int last = 0;
        while (matcher.find() && matcher.start() <= longest) {
            last = matcher.start();
        }
        return last;
    }

    /**
     * Cuts between grapheme clusters (UAX 29). A single one that is longer than a message is cut between code points.
     */
    private static int insideAWord(String text, int longest) {
        Matcher grapheme = GRAPHEME.matcher(text);
        int last = 0;
        while (grapheme.find() && grapheme.end() <= longest) {
            last = grapheme.end();
        }
        return last > 0 ? last : TextCut.end(text, longest);
    }
}

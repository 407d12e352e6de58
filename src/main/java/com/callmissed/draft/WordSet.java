package com.callmissed.draft;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The distinct words of a text, in any script, without case. */
final class WordSet {
    /** From 0 to 1: questions of this similarity can have the same answer. */
    static final double CLOSE = 0.3;

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
    /** The number of words in a search. The longest words are the most specific ones. */
    private static final int SEARCHED = 8;

    private final Set<String> words;

    private WordSet(Set<String> words) {
        this.words = words;
    }

    /** @param text may be null */
    static WordSet of(String text) {
        Set<String> words = new TreeSet<>();
        if (text != null) {
            Matcher matcher = WORD.matcher(text.toLowerCase(Locale.ROOT));
            while (matcher.find()) {
                words.add(matcher.group());
            }
        }
        return new WordSet(words);
    }

    boolean isEmpty() {
        return words.isEmpty();
    }

    /** Returns a query for {@code to_tsquery} that matches any of the words. */
    String query() {
        List<String> longest = words.stream()
                .sorted(Comparator.comparing(String::length).reversed().thenComparing(Comparator.naturalOrder()))
                .limit(SEARCHED)
                .toList();
        return String.join(" | ", longest);
    }

    /** Returns the Jaccard index: the share of common words among all words. */
    double similarity(WordSet other) {
        Set<String> shared = new HashSet<>(words);
        shared.retainAll(other.words);
        int all = words.size() + other.words.size() - shared.size();
        return all == 0 ? 0 : (double) shared.size() / all;
    }
}

package com.callmissed.answer;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import com.callmissed.text.TextCut;

/**
 * The words of a text that say what it is about: without case and accents, without {@link FunctionWords}, each once.
 * In scripts without spaces, and in Korean, which adds particles to a word, each pair of neighbouring characters is a
 * word. Words consist of letters, marks and digits.
 */
final class SignificantWords {
    /** In UTF-16 units, as much as a WhatsApp message can have. The rest of a text is not read. */
    private static final int LONGEST_TEXT = 4_096;

    private static final int MOST_WORDS = 512;
    /** In UTF-16 units. Longer words are cut. */
    private static final int LONGEST_WORD = 64;

    /** Combining accents and invisible characters. Marks that are letters of their script are kept. */
    private static final Pattern LEFT_OUT = Pattern.compile("[\\u0300-\\u036f\\p{Cf}]+");

    private static final Set<UnicodeScript> IN_PAIRS = EnumSet.of(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.HANGUL,
            UnicodeScript.THAI,
            UnicodeScript.LAO,
            UnicodeScript.KHMER,
            UnicodeScript.MYANMAR);

    private final Set<String> words = new LinkedHashSet<>();
    private final StringBuilder run = new StringBuilder();
    private boolean inPairs;

    private SignificantWords() {}

    /** Returns all words of a question. */
    static List<String> ofQuestion(String question) {
        return List.copyOf(new SignificantWords().read(question).words);
    }

    /**
     * Returns the first words of a customer's message, from its beginning only.
     *
     * @param text of any length; may be null
     */
    static List<String> ofText(String text) {
        return text == null
                ? List.of()
                : new SignificantWords()
                        .read(TextCut.start(text, LONGEST_TEXT)).words.stream()
                                .limit(MOST_WORDS)
                                .toList();
    }

    /** Returns the word that probably the fewest texts have: the longest one, then the first in alphabetical order. */
    static String key(List<String> words) {
        return words.stream()
                .min(Comparator.comparing(String::length).reversed().thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    private SignificantWords read(String text) {
        fold(text).codePoints().forEach(this::read);
        endOfRun();
        return this;
    }

    /** Converts to upper case first, because that turns ß into ss. */
    private static String fold(String text) {
        String decomposed = Normalizer.normalize(text, Normalizer.Form.NFKD)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
        return Normalizer.normalize(LEFT_OUT.matcher(decomposed).replaceAll(""), Normalizer.Form.NFC);
    }

    private void read(int codePoint) {
        if (!isPartOfWord(codePoint)) {
            endOfRun();
            return;
        }
        UnicodeScript script = UnicodeScript.of(codePoint);
        boolean pairs = IN_PAIRS.contains(script);
        boolean belongsToAny =
                script == UnicodeScript.COMMON && !Character.isDigit(codePoint) || script == UnicodeScript.INHERITED;
        if (pairs != inPairs && !belongsToAny) {
            endOfRun();
            inPairs = pairs;
        }
        run.appendCodePoint(codePoint);
    }

    private static boolean isPartOfWord(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> Character.isLetterOrDigit(codePoint);
        };
    }

    private void endOfRun() {
        if (run.isEmpty()) {
            return;
        }
        if (inPairs) {
            pairs(run.codePoints().toArray());
        } else {
            String word = TextCut.start(run.toString(), LONGEST_WORD);
            if (!FunctionWords.contains(word)) {
                words.add(word);
            }
        }
        run.setLength(0);
    }

    private void pairs(int[] characters) {
        if (characters.length == 1) {
            words.add(Character.toString(characters[0]));
        }
        for (int i = 0; i + 1 < characters.length; i++) {
            words.add(Character.toString(characters[i]) + Character.toString(characters[i + 1]));
        }
    }
}

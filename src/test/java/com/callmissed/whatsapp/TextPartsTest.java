package com.callmissed.whatsapp;

import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static com.callmissed.whatsapp.TextParts.LONGEST;
import static org.assertj.core.api.Assertions.assertThat;

class TextPartsTest {
    private static final List<String> PIECES = List.of(
            " ",
            "  ",
            "\n",
            "\r\n",
            "\n\n",
            "\t",
            ". ",
            "! ",
            "a",
            "word",
            "don't",
            "é",
            "e\u0301",
            "日本語",
            "。",
            "👋",
            "👩‍👩‍👧",
            "🇩🇪",
            "\u00a0",
            "x".repeat(300),
            "x".repeat(5000),
            "ü".repeat(2000) + " ",
            "https://example.com/?q=1");

    @Test
    void leavesAloneWhatFits() {
        String text = " " + "x".repeat(LONGEST - 2) + "\n";
        assertThat(TextParts.of(text)).containsExactly(text);
        assertThat(TextParts.of("")).containsExactly("");
    }

    @Test
    void cutsAtTheLastWordThatFits() {
        String full = "x".repeat(LONGEST);
        assertThat(TextParts.of(full + " y")).containsExactly(full, "y");
        String word = "x".repeat(LONGEST - 2) + "y";
        assertThat(TextParts.of("a " + word + " z")).containsExactly("a", word, "z");
    }

    @Test
    void prefersParagraphsToLinesToSentencesToWords() {
        String half = words(LONGEST / 2 + 100);
        String more = words(LONGEST / 4);
        String end = words(LONGEST);
        assertThat(TextParts.of(half + "\n \n" + more + "\n" + more + ". " + end)
                        .get(0))
                .isEqualTo(half);
        assertThat(TextParts.of(half + "\r\n" + more + ". " + end).get(0)).isEqualTo(half);
        assertThat(TextParts.of(half + ".) " + more + " " + end).get(0)).isEqualTo(half + ".)");
        assertThat(TextParts.of(half + "。" + end).get(0)).isEqualTo(half + "。");
        assertThat(TextParts.of(half + " " + end).get(0).length()).isBetween(LONGEST - 8, LONGEST);
    }

    @Test
    void doesNotMakeAShortPartForTheSakeOfAParagraph() {
        List<String> parts = TextParts.of("Hello\n\n" + words(LONGEST));
        assertThat(parts).hasSize(2);
        assertThat(parts.get(0)).startsWith("Hello\n\n").hasSizeGreaterThan(LONGEST - 8);
    }

    @Test
    void cutsInsideAWordOnlyWhenItIsLongerThanAMessage() {
        assertThat(TextParts.of("x".repeat(LONGEST + 1))).containsExactly("x".repeat(LONGEST), "x");
        assertThat(TextParts.of("a " + "x".repeat(LONGEST))).containsExactly("a", "x".repeat(LONGEST));
    }

    @ParameterizedTest
    @ValueSource(strings = {"👋", "e\u0301", "👩‍👩‍👧", "🇩🇪", "각"})
    void neverTearsACharacterThatAReaderSees(String character) {
        for (int shift = 0; shift < character.length(); shift++) {
            List<String> parts = TextParts.of("x".repeat(shift) + character.repeat(LONGEST));
            assertThat(parts.subList(1, parts.size()))
                    .allSatisfy(part -> assertThat(part.replace(character, "")).isEmpty());
        }
    }

    @Test
    void cutsOneEndlessCharacterBetweenCodePoints() {
        List<String> parts = TextParts.of("xe" + "\u0301".repeat(2 * LONGEST));
        assertThat(parts).hasSize(4);
        assertThat(TextParts.of("x" + "\uD834\uDD65".repeat(LONGEST)))
                .allSatisfy(part ->
                        assertThat(Character.isLowSurrogate(part.charAt(0))).isFalse());
    }

    @Test
    void losesNothingButWhiteSpaceAtTheCuts() {
        Random random = new Random(42);
        for (int round = 0; round < 500; round++) {
            String text = anyText(random);
            List<String> parts = TextParts.of(text);

            assertThat(parts).allSatisfy(part -> {
                assertThat(part.length()).isLessThanOrEqualTo(LONGEST);
                assertThat(isWellFormed(part)).isTrue();
            });
            if (parts.size() > 1) {
                assertThat(parts)
                        .allSatisfy(
                                part -> assertThat(part).isEqualTo(part.strip()).isNotEmpty());
            }
            assertThat(isJoinOf(text, parts)).as("round %s", round).isTrue();
        }
    }

    private static String anyText(Random random) {
        int length = random.nextInt(5 * LONGEST);
        StringBuilder text = new StringBuilder("start");
        while (text.length() < length) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.append("end").toString();
    }

    /** The parts are found in the text one after the other with nothing but white space between them. */
    private static boolean isJoinOf(String text, List<String> parts) {
        int at = 0;
        for (String part : parts) {
            int next = text.indexOf(part, at);
            if (next < 0 || !text.substring(at, next).isBlank()) {
                return false;
            }
            at = next + part.length();
        }
        return text.substring(at).isBlank();
    }

    private static boolean isWellFormed(String text) {
        return text.equals(Json.clean(text));
    }

    private static String words(int length) {
        return "lorem ipsum ".repeat(length / 12 + 1).substring(0, length).strip();
    }
}

package com.callmissed.outbound;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.thread.Channel;

import static org.assertj.core.api.Assertions.assertThat;

class TextPartsTest {
    private static final int LONGEST = Channel.WHATSAPP.longestText();
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
        assertThat(parts(text)).containsExactly(text);
        assertThat(parts("")).containsExactly("");
    }

    @Test
    void cutsAtTheLastWordThatFits() {
        String full = "x".repeat(LONGEST);
        assertThat(parts(full + " y")).containsExactly(full, "y");
        String word = "x".repeat(LONGEST - 2) + "y";
        assertThat(parts("a " + word + " z")).containsExactly("a", word, "z");
    }

    @Test
    void prefersParagraphsToLinesToSentencesToWords() {
        String half = words(LONGEST / 2 + 100);
        String more = words(LONGEST / 4);
        String end = words(LONGEST);
        assertThat(parts(half + "\n \n" + more + "\n" + more + ". " + end).get(0))
                .isEqualTo(half);
        assertThat(parts(half + "\r\n" + more + ". " + end).get(0)).isEqualTo(half);
        assertThat(parts(half + ".) " + more + " " + end).get(0)).isEqualTo(half + ".)");
        assertThat(parts(half + "。" + end).get(0)).isEqualTo(half + "。");
        assertThat(parts(half + " " + end).get(0).length()).isBetween(LONGEST - 8, LONGEST);
    }

    @Test
    void doesNotMakeAShortPartForTheSakeOfAParagraph() {
        List<String> parts = parts("Hello\n\n" + words(LONGEST));
        assertThat(parts).hasSize(2);
        assertThat(parts.get(0)).startsWith("Hello\n\n").hasSizeGreaterThan(LONGEST - 8);
    }

    @Test
    void cutsInsideAWordOnlyWhenItIsLongerThanAMessage() {
        assertThat(parts("x".repeat(LONGEST + 1))).containsExactly("x".repeat(LONGEST), "x");
        assertThat(parts("a " + "x".repeat(LONGEST))).containsExactly("a", "x".repeat(LONGEST));
    }

    @ParameterizedTest
    @ValueSource(strings = {"👋", "e\u0301", "👩‍👩‍👧", "🇩🇪", "각"})
    void neverTearsACharacterThatAReaderSees(String character) {
        for (int shift = 0; shift < character.length(); shift++) {
            List<String> parts = parts("x".repeat(shift) + character.repeat(LONGEST));
            assertThat(parts.subList(1, parts.size()))
                    .allSatisfy(part -> assertThat(part.replace(character, "")).isEmpty());
        }
    }

    @Test
    void cutsOneEndlessCharacterBetweenCodePoints() {
        List<String> parts = parts("xe" + "\u0301".repeat(2 * LONGEST));
        assertThat(parts).hasSize(4);
        assertThat(parts("x" + "\uD834\uDD65".repeat(LONGEST)))
                .allSatisfy(part ->
                        assertThat(Character.isLowSurrogate(part.charAt(0))).isFalse());
    }

    @Test
    void losesNothingButWhiteSpaceAtTheCuts() {
        Random random = new Random(42);
        for (int round = 0; round < 500; round++) {
            String text = anyText(random);
            List<String> parts = parts(text);

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

    /** Whether the parts are in the text one after another, with only white space between them. */
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
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).equals(text);
    }

    private static String words(int length) {
        return "lorem ipsum ".repeat(length / 12 + 1).substring(0, length).strip();
    }

    private static List<String> parts(String text) {
        return TextParts.of(text, LONGEST);
    }
}

package com.callmissed.text;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class TextCutTest {
    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "abc,5,abc",
                "abc,3,abc",
                "abc,2,ab",
                "abc,0,''",
                "ab👍,4,ab👍",
                "ab👍,3,ab",
                "ab👍c,4,ab👍",
                "ab👍c,3,ab",
                "👍👍,3,👍",
                "👍👍,2,👍",
                "👍👍,1,''",
                "👍,0,''",
                "'',0,''"
            })
    void endsBetweenTwoCodePoints(String text, int length, String start) {
        assertThat(TextCut.start(text, length)).isEqualTo(start);
    }

    @ParameterizedTest
    @CsvSource({
        "abcde, 5, abcde",
        "abcdef, 5, abcd…",
        "abc👍, 5, abc👍",
        "abc👍d, 5, abc…",
        "abcd👍, 5, abcd…",
        "ab👍de, 5, ab👍…",
        "👍👍, 3, 👍…",
        "👍👍, 2, …",
        "👍👍, 1, …"
    })
    void marksWhatItHasCut(String text, int length, String cut) {
        assertThat(TextCut.ellipsis(text, length)).isEqualTo(cut).satisfies(TextCutTest::isWhole);
        assertThat(TextCut.ellipsis(text, length).length()).isLessThanOrEqualTo(length);
    }

    @ParameterizedTest
    @CsvSource({
        "aé€👍, 10, aé€👍",
        "aé€👍, 9, aé€",
        "aé€👍, 6, aé€",
        "aé€👍, 5, aé",
        "aé€👍, 3, aé",
        "aé€👍, 2, a",
        "👍, 3, ''",
        "a, 0, ''"
    })
    void countsBytesOfUtf8(String text, int bytes, String start) {
        assertThat(TextCut.startInUtf8(text, bytes)).isEqualTo(start);
        assertThat(start.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(bytes);
    }

    @Test
    void leavesHalvesThatWereNoPairAlone() {
        assertThat(TextCut.start("a\uD83D", 2)).isEqualTo("a\uD83D");
        assertThat(TextCut.start("a\uD83Db", 2)).isEqualTo("a\uD83D");
        assertThat(TextCut.end("a\uDC4Db", 2)).isEqualTo(2);
    }

    private static void isWhole(String text) {
        assertThat(text.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE))
                .isTrue();
    }
}

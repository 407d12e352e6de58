package com.callmissed.answer;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class SignificantWordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "When do you open on Sunday? | when open sunday",
                "Does the Ridge 40 come in another color? | ridge 40 come another color",
                "What's the WI-FI password, please? | what wi fi password",
                "Why is it NOT delivered? | why not delivered",
                "open OPEN Öpen | open",
                "¿Cuánto cuesta el envío? | cuanto cuesta envio",
                "Où est ma commande ? | commande",
                "Wie groß ist die STRASSE? | wie gross die strasse",
                "STRAßE strasse | strasse",
                "ΟΔΟΣ οδός | οδος",
                "İstanbul ISTANBUL | istanbul",
                "ｆｕｌｌ ﬁt | full fit",
                "re\u00adturn po\u200dlicy | return policy",
                "दुकान कब खुलती है? | दुकान कब खुलती",
                "की की कि | कि",
                "営業時間は？ | 営業 業時 時間 間は",
                "iPhone15を買う | iphone15 を買 買う",
                "เปิด | เป ปิ ิด",
                "영업시간 | 영업 업시 시간",
                "Is it? | ''",
                "👍 … 🎉 | ''"
            })
    void areWhatATextIsAbout(String text, String words) {
        assertThat(String.join(" ", SignificantWords.ofQuestion(text))).isEqualTo(words);
        assertThat(SignificantWords.ofText(text)).isEqualTo(SignificantWords.ofQuestion(text));
    }

    @Test
    void areNoneOfNothing() {
        assertThat(SignificantWords.ofText(null)).isEmpty();
        assertThat(SignificantWords.ofText("")).isEmpty();
    }

    @Test
    void haveAKeyThatFewTextsHave() {
        assertThat(SignificantWords.key(SignificantWords.ofQuestion("When do you open on Sunday?")))
                .isEqualTo("sunday");
        assertThat(SignificantWords.key(SignificantWords.ofQuestion("zeta beta")))
                .isEqualTo("beta");
    }

    @Test
    void takeNoticeOfTheBeginningOfALongText() {
        String words = IntStream.range(0, 100_000).mapToObj(i -> "w" + i).collect(Collectors.joining(" "));
        assertThat(SignificantWords.ofText(words)).hasSize(512).startsWith("w0").endsWith("w511");
        assertThat(SignificantWords.ofText(" ".repeat(4_096) + "late")).isEmpty();
        assertThat(SignificantWords.ofText("x".repeat(100_000))).containsExactly("x".repeat(64));
        // A character that becomes 18.
        String grows = "\ufdfa".repeat(4_000_000);
        org.junit.jupiter.api.Assertions.assertTimeout(Duration.ofSeconds(2), () -> SignificantWords.ofText(grows));
    }
}

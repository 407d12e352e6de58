package com.callmissed.twilio;

import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TwimlTest {
    @Test
    void saysListensAndGoesOn() {
        String xml = new Twiml()
                .say(new Speech("Hello?", "en-US"))
                .listen("en-US", "https://example.com/gather?turn=1&asked=2")
                .redirect("https://example.com/gather?turn=1&silence=3")
                .xml();
        assertThat(xml)
                .isEqualTo("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        + "<Response><Say language=\"en-US\">Hello?</Say>"
                        + "<Gather input=\"speech dtmf\" language=\"en-US\" timeout=\"5\" speechTimeout=\"auto\""
                        + " numDigits=\"20\" finishOnKey=\"#\""
                        + " action=\"https://example.com/gather?turn=1&amp;asked=2\" method=\"POST\"></Gather>"
                        + "<Redirect method=\"POST\">https://example.com/gather?turn=1&amp;silence=3</Redirect>"
                        + "</Response>");
        assertThat(new Twiml().hangUp().xml()).endsWith("<Response><Hangup/></Response>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "</Say><Dial>+15005550006</Dial><Say>",
                "]]></Say><!-- &amp; &#0; --> <![CDATA[<Hangup/>]]>",
                "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>&b;",
                "\" language=\"xx\" '>\u0000\u0008\u001b\ufffe\uffff",
                "\ud800 half \udc00 pairs \ud83d\udce6 and a whole one",
                "a\u0085b\u2028c\u200b"
            })
    void keepsTextText(String text) {
        com.callmissed.testing.Twiml read = com.callmissed.testing.Twiml.parse(
                new Twiml().say(new Speech(text, text)).listen(text, text).xml());
        assertThat(read.names()).containsExactly("Say", "Gather");
        String expected = text.codePoints()
                .filter(SpokenText::isText)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        assertThat(read.said()).containsExactly(expected);
        assertThat(read.verb("Say").getAttribute("language")).isEqualTo(expected);
    }

    @Test
    void keepsAnyTextText() {
        Random random = new Random(20_261_122);
        String markup = "<>&\"'/![]-?=;# ";
        for (int i = 0; i < 2_000; i++) {
            String text = IntStream.range(0, random.nextInt(40))
                    .mapToObj(n -> random.nextInt(3) > 0
                            ? markup.substring(random.nextInt(markup.length())).substring(0, 1)
                            : String.valueOf((char) random.nextInt(0x10000)))
                    .collect(Collectors.joining());
            assertThat(com.callmissed.testing.Twiml.parse(
                                    new Twiml().say(new Speech(text, "en-US")).xml())
                            .names())
                    .containsExactly("Say");
        }
    }

    @Test
    void saysNoMarkupOfModels() {
        assertThat(SpokenText.of("## Hours\n\n* **Monday**: `10` to 16\n* Tuesday:\u0007 closed\r\n"))
                .isEqualTo("Hours Monday: 10 to 16 Tuesday: closed");
        assertThat(SpokenText.of("Room #5 costs 3 * 4 dollars")).isEqualTo("Room #5 costs 3 4 dollars");
        assertThat(SpokenText.of(" \n***\u0000")).isEmpty();
    }

    @Test
    void endsALongTextBehindASentence() {
        String sentence = "This is a sentence of forty-three letters. ";
        String said = SpokenText.of(sentence.repeat(100));
        assertThat(said).hasSizeBetween(1_400, SpokenText.LONGEST).endsWith("letters.");
        assertThat(SpokenText.of("word ".repeat(1_000)))
                .hasSizeBetween(1_490, 1_500)
                .endsWith("word");
        assertThat(SpokenText.of("x".repeat(5_000))).hasSize(1_500);
        assertThat(SpokenText.of("\ud83d\udce6".repeat(2_000))).hasSize(1_500);
        assertThat(SpokenText.of("a" + "\ud83d\udce6".repeat(2_000))).hasSize(1_499);
        assertThat(SpokenText.of("कहाँ है। ".repeat(500)))
                .hasSizeLessThanOrEqualTo(1_500)
                .endsWith("।");
        assertThat(SpokenText.of("x".repeat(1_500))).hasSize(1_500);
    }
}

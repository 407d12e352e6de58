package com.callmissed.contact;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class PhoneLineTest {
    @ParameterizedTest
    @CsvSource({
        // Brazil's ninth digit: mobile numbers only
        "551187654321, +5511987654321",
        "5511987654321, +5511987654321",
        "555181234567, +5551981234567",
        "551133334444, +551133334444",
        // Mexico's 1
        "5215512345678, +525512345678",
        "525512345678, +525512345678",
        "+52 1 55 1234 5678, +525512345678",
        // Benin's 01
        "22997123456, +2290197123456",
        "2290197123456, +2290197123456",
        // other countries keep their digits
        "16505550111, +16505550111",
        "919876543210, +919876543210",
        "390612345678, +390612345678"
    })
    void spellingsOfOneLineAreOneNumber(String spelling, String expected) {
        PhoneLine line = PhoneLine.read(spelling, null);
        assertThat(line).isEqualTo(new PhoneLine(expected, expected));
        assertThat(PhoneLine.ofDigits(spelling.replaceAll("[^0-9]", ""))).isEqualTo(line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5491123456789", "541123456789", "+54 9 11 2345-6789", "+54 11 15 2345 6789"})
    void argentinasSpellingsAreOneLine(String spelling) {
        assertThat(PhoneLine.read(spelling, null).line()).isEqualTo("+541123456789");
    }

    @Test
    void argentinasNumberIsShownAsItCanBeDialled() {
        assertThat(PhoneLine.ofDigits("5491123456789").number()).isEqualTo("+5491123456789");
        assertThat(PhoneLine.ofDigits("541123456789").number()).isEqualTo("+541123456789");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+14155550170",
                "14155550170",
                "0014155550170",
                "+1 415 555 0170",
                " +14155550170",
                "+1 (415) 555-0170",
                "+1.415.555.0170",
                "whatsapp:+14155550170",
                "WhatsApp: +14155550170",
                "tel:+1-415-555-0170",
                "+14155550170\u202c",
                "\u202d+14155550170\u202c",
                "\u2066+1\u00a0415\u2011555\u20110170\u2069",
                "+\uff11\uff14\uff11\uff15\uff15\uff15\uff15\uff10\uff11\uff17\uff10",
                "\u200e+1415555\u200b0170"
            })
    void readsEverySpelling(String spelling) {
        assertThat(PhoneLine.read(spelling, null)).isEqualTo(new PhoneLine("+14155550170", "+14155550170"));
    }

    @Test
    void readsNationalNumbersOfAKnownCountry() {
        assertThat(PhoneLine.read("(415) 555-0170", "US").number()).isEqualTo("+14155550170");
        assertThat(PhoneLine.read("2125550152", "US").number()).isEqualTo("+12125550152");
        assertThat(PhoneLine.read("020 7946 0152", "GB").number()).isEqualTo("+442079460152");
        assertThat(PhoneLine.read("0044 20 7946 0152", "US").number()).isEqualTo("+442079460152");
        assertThat(PhoneLine.read("+44 (0)20 7946 0152", null).number()).isEqualTo("+442079460152");
        assertThat(PhoneLine.read("(11) 8765-4321", "BR").number()).isEqualTo("+5511987654321");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "+",
                "911",
                "(415) 555-0170",
                "2125550152",
                "anonymous",
                "US.10000000000000000124",
                "1-800-FLOWERS",
                "+999999999999",
                "+12345678901234567890",
                "client:14155550170",
                "14155550170x3"
            })
    void doesNotGuess(String text) {
        assertThat(PhoneLine.read(text, null)).isNull();
    }

    @Test
    void aNumberOfNoCountryStaysAsWhatsAppWritesIt() {
        assertThat(PhoneLine.ofDigits("9991234")).isEqualTo(new PhoneLine("+9991234", "+9991234"));
        assertThat(PhoneLine.ofDigits("12345678901234567890").number()).isEqualTo("+12345678901234567890");
        assertThat(PhoneLine.ofDigits("1200555").number()).isEqualTo("+1200555");
    }

    @Test
    void knowsTheCountryOfANumber() {
        assertThat(PhoneLine.regionOf("+14155550100")).isEqualTo("US");
        assertThat(PhoneLine.regionOf("+442079460152")).isEqualTo("GB");
        assertThat(PhoneLine.regionOf("+999")).isNull();
    }
}

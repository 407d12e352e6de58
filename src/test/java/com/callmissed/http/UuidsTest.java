package com.callmissed.http;

import java.util.UUID;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("unit")
class UuidsTest {
    private static final String ID = "01900000-abcd-7000-8EF2-0123456789aF";

    @Test
    void readsTheCanonicalForm() {
        assertThat(Uuids.parse(ID)).hasValue(UUID.fromString(ID));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "1-1-1-1-1",
                "01900000-abcd-7000-8ef2-0123456789a",
                "01900000-abcd-7000-8ef2-0123456789aff",
                "01900000abcd70008ef20123456789af0000",
                "0190000-0abcd-7000-8ef2-0123456789af",
                "01900000-abcd-7000-8ef2-0123456789ag",
                "01900000-abcd-7000-8ef2+0123456789af",
                "01900000-abcd-7000-8ef2--123456789af",
                "０1900000-abcd-7000-8ef2-0123456789af",
                " 1900000-abcd-7000-8ef2-0123456789af"
            })
    void readsNothingElse(String text) {
        assertThat(Uuids.parse(text)).isEmpty();
    }
}

package com.callmissed.whatsapp.graph;

import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SendReferenceTest {
    private static final UUID ID = UUID.fromString("018f3a5e-0000-7000-8000-00000000002a");

    @Test
    void readsWhatItWrote() {
        SendReference reference = new SendReference(ID, 3, 1, 2);
        assertThat(reference.format()).isEqualTo("cm1:018f3a5e-0000-7000-8000-00000000002a:3:1:2");
        assertThat(SendReference.parse(reference.format())).contains(reference);
    }

    @Test
    void knowsTheLastPart() {
        assertThat(new SendReference(ID, 1, 0, 1).isLastPart()).isTrue();
        assertThat(new SendReference(ID, 1, 0, 2).isLastPart()).isFalse();
        assertThat(new SendReference(ID, 1, 1, 2).isLastPart()).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "order-4711",
                "cm1:",
                "cm2:018f3a5e-0000-7000-8000-00000000002a:1:0:1",
                "cm1:018f3a5e-0000-7000-8000-00000000002a:1:0",
                "cm1:018f3a5e-0000-7000-8000-00000000002a:1:0:1:0",
                "cm1:018f3a5e-0000-7000-8000-00000000002a:1:0:1\n",
                "cm1:018f3a5e-0000-7000-8000-00000000002a:0:0:1",
                "cm1:018f3a5e-0000-7000-8000-00000000002a:1:1:1",
                "cm1:018f3a5e-0000-7000-8000-00000000002a:1:0:0",
                "cm1:018f3a5e-0000-7000-8000-00000000002a:-1:0:1",
                "cm1:018f3a5e-0000-7000-8000-00000000002a:9999999999:0:1",
                "cm1:018F3A5E-0000-7000-8000-00000000002A:1:0:1",
                "cm1:2a:1:0:1",
            })
    void findsNothingInWhatIsNotOurs(String text) {
        assertThat(SendReference.parse(text)).isEmpty();
    }

    @Test
    void refusesAPartThatCannotBe() {
        assertThatThrownBy(() -> new SendReference(ID, 1, 2, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SendReference(ID, 0, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}

package com.callmissed.thread;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PreviewTest {
    @Test
    void putsTheStartOfAMessageOnOneLine() {
        assertThat(Preview.of("  Hi \n\t there ")).isEqualTo("Hi there");
        assertThat(Preview.of("x".repeat(120))).isEqualTo("x".repeat(120));
        assertThat(Preview.of("x".repeat(121))).isEqualTo("x".repeat(119) + "…");
    }

    @Test
    void neverCutsACharacterInHalf() {
        assertThat(Preview.of("x".repeat(118) + "👍👍")).isEqualTo("x".repeat(118) + "…");
    }
}

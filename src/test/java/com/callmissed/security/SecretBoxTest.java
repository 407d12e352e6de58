package com.callmissed.security;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SecretBoxTest {
    private static final byte[] PLAINTEXT = "app-secret".getBytes(StandardCharsets.UTF_8);
    private static final byte[] ROW = "tenant/bot".getBytes(StandardCharsets.UTF_8);

    private final SecretBox box = new SecretBox(key(1));

    @Test
    void opensWhatItSealed() {
        assertThat(box.open(box.seal(PLAINTEXT, ROW), ROW)).isEqualTo(PLAINTEXT);
        assertThat(box.open(box.seal(new byte[0], ROW), ROW)).isEmpty();
    }

    @Test
    void anotherProcessWithTheSameKeyOpensIt() {
        assertThat(new SecretBox(key(1)).open(box.seal(PLAINTEXT, ROW), ROW)).isEqualTo(PLAINTEXT);
    }

    @Test
    void sealsTheSameValueDifferentlyEachTime() {
        assertThat(box.seal(PLAINTEXT, ROW)).isNotEqualTo(box.seal(PLAINTEXT, ROW));
    }

    @Test
    void startsWithVersionAndKeyId() {
        byte[] sealed = box.seal(PLAINTEXT, ROW);
        assertThat(sealed[0]).isEqualTo((byte) 1);
        assertThat(Arrays.copyOf(sealed, 5))
                .isEqualTo(Arrays.copyOf(box.seal(PLAINTEXT, ROW), 5))
                .isNotEqualTo(Arrays.copyOf(new SecretBox(key(2)).seal(PLAINTEXT, ROW), 5));
        assertThat(sealed).hasSize(1 + 4 + 12 + PLAINTEXT.length + 16);
    }

    @Test
    void refusesAnotherPlace() {
        byte[] sealed = box.seal(PLAINTEXT, ROW);
        assertUnreadable(sealed, "tenant/other".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void refusesEveryChangedByteAndEveryCut() {
        byte[] sealed = box.seal(PLAINTEXT, ROW);
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertUnreadable(changed, ROW);
            assertUnreadable(Arrays.copyOf(sealed, i), ROW);
        }
    }

    @Test
    void refusesAnotherKey() {
        byte[] sealed = new SecretBox(key(2)).seal(PLAINTEXT, ROW);
        assertUnreadable(sealed, ROW);
    }

    private void assertUnreadable(byte[] sealed, byte[] associatedData) {
        assertThatThrownBy(() -> box.open(sealed, associatedData)).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] key(int fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) fill);
        return key;
    }
}

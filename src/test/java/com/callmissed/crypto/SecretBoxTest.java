package com.callmissed.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SecretBoxTest {
    private static final byte[] PLAINTEXT = "app-secret".getBytes(StandardCharsets.UTF_8);
    private static final byte[] ROW = "tenant/bot".getBytes(StandardCharsets.UTF_8);

    private final SecretBox box = new SecretBox(key(1), null);

    @Test
    void opensWhatItSealed() {
        assertThat(box.open(box.seal(PLAINTEXT, ROW), ROW)).isEqualTo(PLAINTEXT);
        assertThat(box.open(box.seal(new byte[0], ROW), ROW)).isEmpty();
    }

    @Test
    void anotherProcessWithTheSameKeyOpensIt() {
        assertThat(new SecretBox(key(1), null).open(box.seal(PLAINTEXT, ROW), ROW))
                .isEqualTo(PLAINTEXT);
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
                .isNotEqualTo(Arrays.copyOf(new SecretBox(key(2), null).seal(PLAINTEXT, ROW), 5));
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
        byte[] sealed = new SecretBox(key(2), null).seal(PLAINTEXT, ROW);
        assertUnreadable(sealed, ROW);
    }

    @Test
    void opensWhatThePreviousKeySealedAndSealsWithTheCurrentAlone() {
        byte[] old = box.seal(PLAINTEXT, ROW);
        SecretBox rotated = new SecretBox(key(2), key(1));

        assertThat(rotated.open(old, ROW)).isEqualTo(PLAINTEXT);
        byte[] sealed = rotated.seal(PLAINTEXT, ROW);
        assertThat(new SecretBox(key(2), null).open(sealed, ROW)).isEqualTo(PLAINTEXT);
        assertUnreadable(sealed, ROW);
        assertThatThrownBy(() -> new SecretBox(key(2), key(3)).open(old, ROW))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void resealsInPlace() {
        byte[] old = box.seal(PLAINTEXT, ROW);
        byte[] resealed = new SecretBox(key(2), key(1)).reseal(old, ROW);
        assertThat(new SecretBox(key(2), null).open(resealed, ROW)).isEqualTo(PLAINTEXT);
        assertThatThrownBy(() -> new SecretBox(key(2), key(1)).reseal(old, new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesEveryChangedByteUnderThePreviousKeyToo() {
        byte[] sealed = box.seal(PLAINTEXT, ROW);
        SecretBox rotated = new SecretBox(key(2), key(1));
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> rotated.open(changed, ROW)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void tellsWhatThePreviousKeySealedByItsBeginning() {
        byte[] sealed = box.seal(PLAINTEXT, ROW);
        assertThat(new SecretBox(key(2), key(1)).previousPrefix())
                .hasValueSatisfying(prefix -> assertThat(sealed).startsWith(prefix));
        assertThat(box.previousPrefix()).isEmpty();
        assertThat(new SecretBox(key(1), key(1)).previousPrefix()).isEmpty();
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

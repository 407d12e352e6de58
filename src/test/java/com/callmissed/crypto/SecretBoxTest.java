package com.callmissed.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SecretBoxTest {
    private static final byte[] PLAINTEXT = "app-secret".getBytes(StandardCharsets.UTF_8);
    private static final SealedPlace ROW = SealedPlace.of("channel", List.of("tenant", "bot"), "tenant/bot");
    private static final SealedPlace OTHER = SealedPlace.of("channel", List.of("tenant", "other"), "tenant/other");

    private final SecretBox box = box(key(1), null);

    @Test
    void opensWhatItSealed() {
        assertThat(box.open(box.seal(PLAINTEXT, ROW), ROW)).isEqualTo(PLAINTEXT);
        assertThat(box.open(box.seal(new byte[0], ROW), ROW)).isEmpty();
    }

    @Test
    void anotherProcessWithTheSameKeyOpensIt() {
        assertThat(box(key(1), null).open(box.seal(PLAINTEXT, ROW), ROW)).isEqualTo(PLAINTEXT);
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
                .isNotEqualTo(Arrays.copyOf(box(key(2), null).seal(PLAINTEXT, ROW), 5));
        assertThat(sealed).hasSize(1 + 4 + 12 + PLAINTEXT.length + 16);
    }

    @Test
    void refusesAnotherPlace() {
        byte[] sealed = box.seal(PLAINTEXT, ROW);
        assertUnreadable(sealed, OTHER);
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
        byte[] sealed = box(key(2), null).seal(PLAINTEXT, ROW);
        assertUnreadable(sealed, ROW);
    }

    @Test
    void opensWhatThePreviousKeySealedAndSealsWithTheCurrentAlone() {
        byte[] old = box.seal(PLAINTEXT, ROW);
        SecretBox rotated = box(key(2), key(1));

        assertThat(rotated.open(old, ROW)).isEqualTo(PLAINTEXT);
        byte[] sealed = rotated.seal(PLAINTEXT, ROW);
        assertThat(box(key(2), null).open(sealed, ROW)).isEqualTo(PLAINTEXT);
        assertUnreadable(sealed, ROW);
        assertThatThrownBy(() -> box(key(2), key(3)).open(old, ROW)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void resealsInPlace() {
        byte[] old = box.seal(PLAINTEXT, ROW);
        byte[] resealed = box(key(2), key(1)).reseal(old, ROW);
        assertThat(box(key(2), null).open(resealed, ROW)).isEqualTo(PLAINTEXT);
        assertThatThrownBy(() -> box(key(2), key(1)).reseal(old, OTHER)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesEveryChangedByteUnderThePreviousKeyToo() {
        byte[] sealed = box.seal(PLAINTEXT, ROW);
        SecretBox rotated = box(key(2), key(1));
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> rotated.open(changed, ROW)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void showsByItsBeginningWhatToSealAgain() {
        byte[] sealed = box.seal(PLAINTEXT, ROW);
        byte[] bound = bound(key(1), null).seal(PLAINTEXT, ROW);
        SecretBox rotated = box(key(2), key(1));
        assertThat(rotated.previousPrefixes())
                .hasSize(2)
                .anySatisfy(prefix -> assertThat(sealed).startsWith(prefix))
                .anySatisfy(prefix -> assertThat(bound).startsWith(prefix));
        assertThat(rotated.outdatedPrefixes()).containsExactlyElementsOf(rotated.previousPrefixes());
        assertThat(box.outdatedPrefixes()).isEmpty();
        assertThat(box(key(1), key(1)).outdatedPrefixes()).isEmpty();
        assertThat(bound(key(1), null).previousPrefixes()).isEmpty();
        assertThat(bound(key(1), null).outdatedPrefixes()).singleElement().satisfies(prefix -> assertThat(sealed)
                .startsWith(prefix));
        assertThat(bound(key(2), key(1)).outdatedPrefixes()).hasSize(3);
    }

    @Test
    void opensBothFormatsWhateverItWrites() {
        byte[] earlier = box.seal(PLAINTEXT, ROW);
        SecretBox writesBound = bound(key(1), null);
        byte[] bound = writesBound.seal(PLAINTEXT, ROW);
        assertThat(bound[0]).isEqualTo((byte) 2);
        for (SecretBox reader : List.of(box, writesBound, box(key(2), key(1)), bound(key(2), key(1)))) {
            assertThat(reader.open(earlier, ROW)).isEqualTo(PLAINTEXT);
            assertThat(reader.open(bound, ROW)).isEqualTo(PLAINTEXT);
        }
        assertThat(writesBound.reseal(earlier, ROW)[0]).isEqualTo((byte) 2);
        assertUnreadable(Arrays.copyOf(new byte[] {3}, bound.length), ROW);
    }

    /** Sealed by the version before format 2, which is what every older replica writes. */
    @Test
    void opensAValueOfAnOlderVersion() {
        byte[] stored = HexFormat.of()
                .parseHex("0172cd6e84314374ff393a33df0f35c08639b9cc2050b6071fd009eb1245e646dc33fb8ceddce1af960dea");
        assertThat(box.open(stored, ROW)).isEqualTo(PLAINTEXT);
        assertThat(bound(key(1), null).open(stored, ROW)).isEqualTo(PLAINTEXT);
        assertThat(box.seal(PLAINTEXT, ROW)).startsWith(Arrays.copyOf(stored, 5));
    }

    /** Places that have the same bytes in format 1. */
    @Test
    void theSecondFormatIsBoundToItsUseAndToEachPartOfTheRow() {
        byte[] sealed = bound(key(1), null).seal(PLAINTEXT, ROW);
        assertUnreadable(sealed, SealedPlace.of("response", List.of("tenant", "bot"), "tenant/bot"));
        assertUnreadable(sealed, SealedPlace.of("channel", List.of("tenantb", "ot"), "tenant/bot"));
        assertUnreadable(sealed, SealedPlace.of("channel", List.of("tenant", "bot", ""), "tenant/bot"));
        byte[] presented = sealed.clone();
        presented[0] = 1;
        assertUnreadable(presented, ROW);
    }

    private void assertUnreadable(byte[] sealed, SealedPlace place) {
        assertThatThrownBy(() -> box.open(sealed, place)).isInstanceOf(IllegalArgumentException.class);
    }

    private static SecretBox box(byte[] current, byte[] previous) {
        return new SecretBox(current, previous, SecretFormat.EARLIER);
    }

    private static SecretBox bound(byte[] current, byte[] previous) {
        return new SecretBox(current, previous, SecretFormat.BOUND);
    }

    private static byte[] key(int fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) fill);
        return key;
    }
}

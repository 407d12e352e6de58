package com.callmissed.crypto;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import com.callmissed.crypto.KeyedHash.Use;

import static org.assertj.core.api.Assertions.assertThat;

class KeyedHashTest {
    private static final byte[] PEPPER = "a pepper that is only used in tests".getBytes(StandardCharsets.UTF_8);
    private static final Pepper CURRENT = new Pepper(PEPPER);
    private static final Pepper OTHER = new Pepper("another pepper that tests use only".getBytes());
    private static final String SECRET = "a secret";

    private final KeyedHash earlier = new KeyedHash(CURRENT, null, SecretFormat.EARLIER);
    private final KeyedHash bound = new KeyedHash(CURRENT, null, SecretFormat.BOUND);

    @Test
    void eachUseHasItsOwnKey() {
        // RFC 5869, section 2.3, with the pepper as the pseudorandom key.
        byte[] key = Hmac.of("HmacSHA256", PEPPER, "callmissed/verify-token\u0001".getBytes(StandardCharsets.UTF_8));
        assertThat(bound.of(Use.VERIFY_TOKEN, SECRET))
                .hasSize(32)
                .isNotEqualTo(new ApiKeyHash(CURRENT, null).of(SECRET).hash())
                .isEqualTo(Hmac.of("HmacSHA256", key, SECRET.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void looksForWhatEitherFormatHasStored() {
        for (KeyedHash reader : new KeyedHash[] {earlier, bound}) {
            assertThat(reader.stored(Use.VERIFY_TOKEN, SECRET))
                    .containsExactlyInAnyOrder(
                            earlier.of(Use.VERIFY_TOKEN, SECRET), bound.of(Use.VERIFY_TOKEN, SECRET));
        }
    }

    @Test
    void looksForWhatEitherPepperHasStored() {
        KeyedHash before = new KeyedHash(OTHER, null, SecretFormat.EARLIER);
        KeyedHash boundBefore = new KeyedHash(OTHER, null, SecretFormat.BOUND);
        for (SecretFormat format : SecretFormat.values()) {
            KeyedHash reader = new KeyedHash(CURRENT, OTHER, format);
            assertThat(reader.hasPrevious()).isTrue();
            assertThat(reader.of(Use.VERIFY_TOKEN, SECRET))
                    .isEqualTo(new KeyedHash(CURRENT, null, format).of(Use.VERIFY_TOKEN, SECRET));
            assertThat(reader.stored(Use.VERIFY_TOKEN, SECRET))
                    .containsExactlyInAnyOrder(
                            earlier.of(Use.VERIFY_TOKEN, SECRET),
                            bound.of(Use.VERIFY_TOKEN, SECRET),
                            before.of(Use.VERIFY_TOKEN, SECRET),
                            boundBefore.of(Use.VERIFY_TOKEN, SECRET));
        }
        assertThat(bound.stored(Use.VERIFY_TOKEN, SECRET))
                .doesNotContain(before.of(Use.VERIFY_TOKEN, SECRET), boundBefore.of(Use.VERIFY_TOKEN, SECRET));
    }

    /** A process with format 1 must not undo what one with format 2 has bound. */
    @Test
    void renewsAHashInTheLaterFormat() {
        byte[] first = new KeyedHash(OTHER, null, SecretFormat.EARLIER).of(Use.VERIFY_TOKEN, SECRET);
        byte[] second = new KeyedHash(OTHER, null, SecretFormat.BOUND).of(Use.VERIFY_TOKEN, SECRET);
        KeyedHash writesFirst = new KeyedHash(CURRENT, OTHER, SecretFormat.EARLIER);
        KeyedHash writesSecond = new KeyedHash(CURRENT, OTHER, SecretFormat.BOUND);
        assertThat(writesFirst.renewed(Use.VERIFY_TOKEN, SECRET, first))
                .isEqualTo(earlier.of(Use.VERIFY_TOKEN, SECRET));
        assertThat(writesFirst.renewed(Use.VERIFY_TOKEN, SECRET, second)).isEqualTo(bound.of(Use.VERIFY_TOKEN, SECRET));
        assertThat(writesSecond.renewed(Use.VERIFY_TOKEN, SECRET, first)).isEqualTo(bound.of(Use.VERIFY_TOKEN, SECRET));
        for (KeyedHash hash : new KeyedHash[] {earlier, bound}) {
            byte[] stored = hash.of(Use.VERIFY_TOKEN, SECRET);
            assertThat(writesFirst.renewed(Use.VERIFY_TOKEN, SECRET, stored)).isEqualTo(stored);
        }
    }
}

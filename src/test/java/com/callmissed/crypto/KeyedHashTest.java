package com.callmissed.crypto;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import com.callmissed.crypto.KeyedHash.Use;

import static org.assertj.core.api.Assertions.assertThat;

class KeyedHashTest {
    private static final byte[] PEPPER = "a pepper that is only used in tests".getBytes(StandardCharsets.UTF_8);
    private static final String SECRET = "a secret";

    private final KeyedHash earlier = new KeyedHash(PEPPER, SecretFormat.EARLIER);
    private final KeyedHash bound = new KeyedHash(PEPPER, SecretFormat.BOUND);

    /** Every API key in a database would stop working. */
    @Test
    void hashesOfApiKeysNeverChange() {
        byte[] stored = Hmac.of("HmacSHA256", PEPPER, SECRET.getBytes(StandardCharsets.UTF_8));
        assertThat(earlier.of(Use.API_KEY, SECRET)).isEqualTo(stored);
        assertThat(bound.of(Use.API_KEY, SECRET)).isEqualTo(stored);
    }

    @Test
    void eachUseHasItsOwnKey() {
        assertThat(bound.of(Use.VERIFY_TOKEN, SECRET))
                .hasSize(32)
                .isNotEqualTo(bound.of(Use.API_KEY, SECRET))
                .isEqualTo(new KeyedHash(PEPPER, SecretFormat.BOUND).of(Use.VERIFY_TOKEN, SECRET));
        // RFC 5869, section 2.3, with the pepper as the pseudorandom key.
        byte[] key = Hmac.of("HmacSHA256", PEPPER, "callmissed/verify-token\u0001".getBytes(StandardCharsets.UTF_8));
        assertThat(bound.of(Use.VERIFY_TOKEN, SECRET))
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
}

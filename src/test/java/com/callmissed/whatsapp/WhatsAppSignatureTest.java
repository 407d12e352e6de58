package com.callmissed.whatsapp;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class WhatsAppSignatureTest {
    /** RFC 4231, test case 2. */
    private static final String SIGNATURE = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

    private static final byte[] BODY = "what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII);

    @Test
    void verifiesTheBytesThatWereSigned() {
        assertThat(parsed(SIGNATURE).verifies(BODY, "Jefe")).isTrue();
        assertThat(parsed(SIGNATURE.toUpperCase().replace("SHA256", "sha256")).verifies(BODY, "Jefe"))
                .isTrue();
    }

    @Test
    void refusesOtherBytesAndOtherSecrets() {
        byte[] tampered = BODY.clone();
        tampered[0] ^= 1;
        assertThat(parsed(SIGNATURE).verifies(tampered, "Jefe")).isFalse();
        assertThat(parsed(SIGNATURE).verifies(BODY, "jefe")).isFalse();
        assertThat(parsed(SIGNATURE).verifies(BODY, "")).isFalse();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "sha256=",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
                "sha1=5bdcc146bf60754e6a042426089575c75a003f08",
                "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec384",
                "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec38430",
                "sha256=zzdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
                " sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            })
    void isNotASignature(String header) {
        assertThat(WhatsAppSignature.parse(header)).isEmpty();
    }

    private static WhatsAppSignature parsed(String header) {
        return WhatsAppSignature.parse(header).orElseThrow();
    }
}

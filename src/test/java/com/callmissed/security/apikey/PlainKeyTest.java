package com.callmissed.security.apikey;

import java.security.SecureRandom;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PlainKeyTest {
    private final UUID id = UUID.fromString("01970f5e-7c1a-7e7e-8000-0123456789ab");
    private final UUID tenant = UUID.fromString("ffffffff-ffff-ffff-ffff-ffffffffffff");
    private final PlainKey key = PlainKey.generate(Environment.LIVE, id, tenant, new SecureRandom());

    @Test
    void hasItsDocumentedForm() {
        assertThat(key.text()).matches("cm_live_[0-9A-Za-z]{93}");
        assertThat(PlainKey.generate(Environment.TEST, id, tenant, new SecureRandom())
                        .text())
                .matches("cm_test_[0-9A-Za-z]{93}");
        assertThat(key.prefix()).isEqualTo(key.text().substring(0, 18));
        assertThat(key.lastFour()).isEqualTo(key.text().substring(97));
    }

    @Test
    void carriesIdAndTenant() {
        PlainKey parsed = PlainKey.parse(key.text()).orElseThrow();
        assertThat(parsed.id()).isEqualTo(id);
        assertThat(parsed.tenantId()).isEqualTo(tenant);
        assertThat(parsed.environment()).isEqualTo(Environment.LIVE);
        assertThat(parsed.text()).isEqualTo(key.text());
    }

    @Test
    void isNeverTheSameTwice() {
        assertThat(PlainKey.generate(Environment.LIVE, id, tenant, new SecureRandom())
                        .text())
                .isNotEqualTo(key.text());
    }

    @Test
    void tellsEveryTypoWithoutALookUp() {
        String text = key.text();
        for (int i = 0; i < text.length(); i++) {
            char other = text.charAt(i) == 'x' ? 'y' : 'x';
            assertThat(PlainKey.parse(text.substring(0, i) + other + text.substring(i + 1)))
                    .as("position %s", i)
                    .isEmpty();
            assertThat(PlainKey.parse(text.substring(0, i))).isEmpty();
        }
        assertThat(PlainKey.parse(text + "0")).isEmpty();
        assertThat(PlainKey.parse(" " + text)).isEmpty();
        assertThat(PlainKey.parse(text.replace("live", "test"))).isEmpty();
        assertThat(PlainKey.parse("cm_live_")).isEmpty();
        assertThat(PlainKey.parse("cm_other_" + text.substring(8))).isEmpty();
        assertThat(PlainKey.parse("cm_live_" + "\u00e9".repeat(93))).isEmpty();
    }

    @Test
    void doesNotShowItselfInText() {
        assertThat(key.toString()).doesNotContain(key.text().substring(18)).startsWith("cm_live_");
    }
}

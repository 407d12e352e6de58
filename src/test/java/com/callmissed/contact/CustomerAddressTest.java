package com.callmissed.contact;

import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class CustomerAddressTest {
    private static final UUID BOT = UUID.randomUUID();

    @Test
    void aUserIdIsValidForItsBotOnly() {
        CustomerAddress user = CustomerAddress.ofWhatsApp(" US.10000000000000000124\u200f", BOT);
        assertThat(user.shown()).isEqualTo("US.10000000000000000124");
        assertThat(user.isNumber()).isFalse();
        assertThat(user.identity())
                .isNotEqualTo(CustomerAddress.ofWhatsApp("US.10000000000000000124", UUID.randomUUID())
                        .identity());
    }

    @Test
    void aNumberOfWhatsAppIsTheNumberOfACall() {
        assertThat(CustomerAddress.ofWhatsApp("551187654321", BOT))
                .isEqualTo(CustomerAddress.ofCaller("+55 11 98765-4321", null))
                .isEqualTo(CustomerAddress.ofCaller("whatsapp:+551187654321", null));
    }

    @ParameterizedTest
    @CsvSource({
        "sip:alice@pbx.example.com, sip:alice@pbx.example.com",
        "client:web-widget_7, client:web-widget_7",
        "sip:+14155550151@trunk.example.net;transport=tls, +14155550151",
        "sip:+14155550151;phone-context=x@trunk.example.net, +14155550151",
        "sips:bob@x.example, sips:bob@x.example",
        "14155550152, +14155550152",
        "0044 20 7946 0152, +442079460152",
        "2125550152, +12125550152",
        "911, 911",
        "+44 20 7946 0153, +442079460153",
        "'  reception desk ', reception desk"
    })
    void keepsTheAddressOfACaller(String from, String shown) {
        assertThat(CustomerAddress.ofCaller(from, "US").shown()).isEqualTo(shown);
    }

    @Test
    void doesNotShowThePersonInLogs() {
        assertThat(CustomerAddress.ofWhatsApp("551187654321", BOT).toString()).doesNotContain("8765");
        assertThat(CustomerAddress.ofWhatsApp("551187654321", BOT).identity().toString())
                .doesNotContain("8765");
    }
}

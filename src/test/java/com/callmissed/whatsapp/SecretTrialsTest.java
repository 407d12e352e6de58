package com.callmissed.whatsapp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import com.callmissed.testing.WhatsAppSigner;

import static org.assertj.core.api.Assertions.assertThat;

class SecretTrialsTest {
    private static final byte[] BODY = "a body".getBytes(StandardCharsets.UTF_8);
    private static final String SECRET = "the secret of the app";
    private static final UUID TENANT = UUID.randomUUID();

    private final WhatsAppSignature signature =
            WhatsAppSignature.parse(WhatsAppSigner.sign(BODY, SECRET)).orElseThrow();
    private final List<WhatsAppAccount> candidates = new ArrayList<>();

    @Test
    void endAfterTheGivenNumber() {
        for (int i = 0; i < 9; i++) {
            add(UUID.randomUUID(), "another secret " + i);
        }
        WhatsAppAccount right = add(TENANT, SECRET);
        assertThat(verified(9)).isEmpty();
        assertThat(verified(10)).containsExactly(right);
    }

    @Test
    void tryEqualSecretsOnce() {
        for (int i = 0; i < 9; i++) {
            add(UUID.randomUUID(), "one secret");
        }
        WhatsAppAccount right = add(TENANT, SECRET);
        assertThat(verified(2)).containsExactly(right);
    }

    @Test
    void findEveryAccountOfTheApp() {
        WhatsAppAccount first = add(TENANT, SECRET);
        add(UUID.randomUUID(), "another secret");
        WhatsAppAccount second = add(TENANT, SECRET);
        WhatsAppAccount ofAnotherTenant = add(UUID.randomUUID(), SECRET);
        assertThat(verified(1)).containsExactly(first, second, ofAnotherTenant);
    }

    @Test
    void giveEachTenantATurn() {
        UUID hostile = UUID.randomUUID();
        for (int i = 0; i < 100; i++) {
            add(hostile, "another secret " + i);
        }
        WhatsAppAccount right = add(TENANT, SECRET);
        assertThat(verified(2)).containsExactly(right);
    }

    @Test
    void beginWithTheOldestBots() {
        WhatsAppAccount right = add(TENANT, SECRET);
        for (int i = 0; i < 9; i++) {
            add(UUID.randomUUID(), "another secret " + i);
        }
        java.util.Collections.reverse(candidates);
        assertThat(verified(1)).containsExactly(right);
    }

    @Test
    void skipWhatCannotBeRead() {
        candidates.add(new WhatsAppAccount(UUID.randomUUID(), UUID.randomUUID(), null, null));
        assertThat(verified(1)).isEmpty();
        WhatsAppAccount right = add(TENANT, SECRET);
        assertThat(verified(1)).containsExactly(right);
    }

    private List<WhatsAppAccount> verified(long most) {
        return SecretTrials.verified(candidates, signature, BODY, most);
    }

    private WhatsAppAccount add(UUID tenant, String secret) {
        WhatsAppAccount account = new WhatsAppAccount(tenant, new UUID(0, candidates.size()), "1", secret);
        candidates.add(account);
        return account;
    }
}

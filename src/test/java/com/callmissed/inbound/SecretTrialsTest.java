package com.callmissed.inbound;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SecretTrialsTest {
    private static final String SECRET = "the secret of the app";
    private static final UUID TENANT = UUID.randomUUID();

    private final List<Account> candidates = new ArrayList<>();

    private record Account(UUID tenantId, UUID botId, String secret) implements SecretTrials.Candidate {}

    @Test
    void endAfterTheGivenNumber() {
        for (int i = 0; i < 9; i++) {
            add(UUID.randomUUID(), "another secret " + i);
        }
        Account right = add(TENANT, SECRET);
        assertThat(verified(9)).isEmpty();
        assertThat(verified(10)).containsExactly(right);
    }

    @Test
    void tryEqualSecretsOnce() {
        for (int i = 0; i < 9; i++) {
            add(UUID.randomUUID(), "one secret");
        }
        Account right = add(TENANT, SECRET);
        assertThat(verified(2)).containsExactly(right);
    }

    @Test
    void findEveryAccountOfTheApp() {
        Account first = add(TENANT, SECRET);
        add(UUID.randomUUID(), "another secret");
        Account second = add(TENANT, SECRET);
        Account ofAnotherTenant = add(UUID.randomUUID(), SECRET);
        assertThat(verified(1)).containsExactly(first, second, ofAnotherTenant);
    }

    @Test
    void giveEachTenantATurn() {
        UUID hostile = UUID.randomUUID();
        for (int i = 0; i < 100; i++) {
            add(hostile, "another secret " + i);
        }
        Account right = add(TENANT, SECRET);
        assertThat(verified(2)).containsExactly(right);
    }

    @Test
    void beginWithTheOldestBots() {
        Account right = add(TENANT, SECRET);
        for (int i = 0; i < 9; i++) {
            add(UUID.randomUUID(), "another secret " + i);
        }
        java.util.Collections.reverse(candidates);
        assertThat(verified(1)).containsExactly(right);
    }

    @Test
    void skipWhatCannotBeRead() {
        candidates.add(new Account(UUID.randomUUID(), UUID.randomUUID(), null));
        assertThat(verified(1)).isEmpty();
        Account right = add(TENANT, SECRET);
        assertThat(verified(1)).containsExactly(right);
    }

    private List<Account> verified(long most) {
        return SecretTrials.verified(candidates, SECRET::equals, most);
    }

    private Account add(UUID tenant, String secret) {
        Account account = new Account(tenant, new UUID(0, candidates.size()), secret);
        candidates.add(account);
        return account;
    }
}

package com.callmissed.twilio;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import com.callmissed.testing.TwilioBot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class SignedFormTest {
    private static final String URL = "https://example.com/voice";
    private static final String SID = "AC00000000000000000000000000000001";
    private static final String TOKEN = "the token of the account";
    private static final UUID TENANT = UUID.randomUUID();
    private static final String ORDINARY = TwilioBot.form("AccountSid", SID, "CallSid", "CA1");
    private static final String LARGE =
            ORDINARY + "&Speech=" + "a".repeat(TwilioForm.LARGEST - ORDINARY.length() - "&Speech=".length());

    private final List<TwilioAccount> accounts = new ArrayList<>();

    @Test
    void aLargeFormIsTriedWithFewTokens() {
        for (int i = 0; i < 32; i++) {
            add(UUID.randomUUID(), SID, "another token " + i);
        }
        TwilioAccount right = add(TENANT, SID, TOKEN);
        assertThat(verified(LARGE)).isEmpty();
        assertThat(verified(ORDINARY)).containsExactly(right);
        accounts.remove(0);
        accounts.remove(0);
        assertThat(verified(LARGE)).containsExactly(right);
    }

    @Test
    void manyBotsOfAnotherTenantDoNotKeepTheOwnerOut() {
        UUID hostile = UUID.randomUUID();
        for (int i = 0; i < 1000; i++) {
            add(hostile, SID, "another token " + i);
        }
        TwilioAccount right = add(TENANT, SID, TOKEN);
        assertThat(verified(LARGE)).containsExactly(right);
    }

    @Test
    void theCostIsLimited() {
        assertThat(signed(LARGE).cost(1)).isBetween(2L * TwilioForm.LARGEST, 3L * TwilioForm.LARGEST);
        assertThat(signed(LARGE).cost(1000)).isEqualTo(64L * TwilioForm.LARGEST + 1000 * 4096L);
    }

    @Test
    void onlyAccountsThatTheFormNamesAreTried() {
        add(TENANT, "AC00000000000000000000000000000002", TOKEN);
        TwilioAccount unreadable = add(TENANT, null, null);
        TwilioAccount right = add(TENANT, SID, TOKEN);
        SignedForm.Trial trial = signed(ORDINARY).tried(accounts);
        assertThat(trial.claiming()).containsExactly(unreadable, right);
        assertThat(trial.verified()).containsExactly(right);
    }

    private List<TwilioAccount> verified(String form) {
        return signed(form).tried(accounts).verified();
    }

    private static SignedForm signed(String form) {
        return new SignedForm(
                TwilioSignature.parse(TwilioBot.sign(URL, form, TOKEN)).orElseThrow(),
                TwilioForm.parse(form.getBytes(UTF_8)).orElseThrow(),
                List.of(URL, "https://example.com:443/voice"));
    }

    private TwilioAccount add(UUID tenant, String sid, String token) {
        TwilioAccount account = new TwilioAccount(
                tenant, new UUID(0, accounts.size()), sid, token, "+14155550123", true, "Front desk", true, null);
        accounts.add(account);
        return account;
    }
}

package com.callmissed.channel.whatsapp;

import java.util.List;

import com.callmissed.bot.WhatsAppAccount;

/** Whose payload it is. */
sealed interface Verdict {

    /** At least one account; their app secrets verify the signature. */
    record Verified(List<WhatsAppAccount> accounts) implements Verdict {}

    /** The payload names numbers and no bot has any of them, so nobody can vouch for it. */
    record UnknownNumber() implements Verdict {}

    /** Nobody's secret verifies the signature. */
    record Refused() implements Verdict {}
}

package com.callmissed.whatsapp;

import java.util.List;

/** Whose payload it is. */
sealed interface SignatureVerdict {

    /** At least one account; their app secrets verify the signature. */
    record Verified(List<WhatsAppAccount> accounts) implements SignatureVerdict {}

    /** The payload names numbers and no bot has any of them, so nobody can vouch for it. */
    record UnknownNumber() implements SignatureVerdict {}

    /** Nobody's secret verifies the signature. */
    record Refused() implements SignatureVerdict {}
}

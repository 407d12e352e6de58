package com.callmissed.whatsapp;

import java.util.List;

/** The result of a signature check. */
sealed interface SignatureVerdict {

    /** At least one account, whose app secret verifies the signature. */
    record Verified(List<WhatsAppAccount> accounts) implements SignatureVerdict {}

    /** The payload names numbers and no bot has any of them, so no secret can verify it. */
    record UnknownNumber() implements SignatureVerdict {}

    /** No secret verifies the signature. */
    record Refused() implements SignatureVerdict {}
}

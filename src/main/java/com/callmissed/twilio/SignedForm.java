package com.callmissed.twilio;

import java.util.List;

import com.callmissed.inbound.SecretTrials;
import com.callmissed.inbound.SignatureOffload;

/** A form with its signature, which is not verified yet. */
final class SignedForm {
    /**
     * Maximum bytes that are hashed for one form, with all auth tokens together. A form of the largest size is tried
     * with 32 of them, an ordinary one with thousands.
     */
    private static final long MOST_BYTES = 64L * TwilioForm.LARGEST;

    private final TwilioSignature signature;
    private final TwilioForm form;
    private final List<byte[]> texts;
    private final long bytes;

    /** @param urls the spellings of the address that Twilio may have signed */
    SignedForm(TwilioSignature signature, TwilioForm form, List<String> urls) {
        this.signature = signature;
        this.form = form;
        this.texts = TwilioSignature.texts(urls, form);
        this.bytes = texts.stream().mapToLong(text -> text.length).sum();
    }

    TwilioForm form() {
        return form;
    }

    /** Returns the cost of {@link #tried}, in hashed bytes. */
    long cost(int accounts) {
        return Math.min(MOST_BYTES, accounts * bytes) + (long) accounts * SignatureOffload.BYTES_PER_ACCOUNT;
    }

    /**
     * The outcome of the trials.
     *
     * @param claiming those whose account the form names, and those that cannot be read
     * @param verified those of them whose auth token verifies the signature
     */
    record Trial(List<TwilioAccount> claiming, List<TwilioAccount> verified) {}

    /** Tries the auth tokens of the accounts, as many as the size of the form allows. */
    Trial tried(List<TwilioAccount> accounts) {
        List<TwilioAccount> claiming = accounts.stream()
                .filter(account -> !account.isReadable() || account.accountSid().equals(form.get("AccountSid")))
                .toList();
        return new Trial(
                claiming,
                SecretTrials.verified(claiming, token -> signature.verifies(texts, token), MOST_BYTES / bytes));
    }
}

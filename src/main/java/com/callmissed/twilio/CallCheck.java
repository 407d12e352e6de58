package com.callmissed.twilio;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

import com.callmissed.call.VoiceCalls;
import com.callmissed.http.error.ApiException;
import com.callmissed.inbound.IngestMetrics;
import com.callmissed.inbound.IngestOutcome;
import com.callmissed.inbound.SecretTrials.Sealed;
import com.callmissed.inbound.SignatureOffload;
import com.callmissed.twilio.SignedForm.Trial;

/**
 * Finds the bot to which a form belongs. A number and an account prove nothing by themselves: the bot must claim both,
 * and its auth token must verify the signature. If several bots with the same token do, the oldest gets the call, so
 * that it is the same one for the whole call. If no bot claims the number, the bots of the account verify the form. It
 * is about a call that one of them has, because Twilio may not repeat the headers of a SIP call, or about no call of a
 * bot.
 */
@ApplicationScoped
class CallCheck {
    private final TwilioAccounts accounts;
    private final CallUrls urls;
    private final VoiceCalls calls;
    private final SignatureOffload checks;
    private final IngestMetrics metrics;

    CallCheck(
            TwilioAccounts accounts, CallUrls urls, VoiceCalls calls, SignatureOffload checks, IngestMetrics metrics) {
        this.accounts = accounts;
        this.calls = calls;
        this.urls = urls;
        this.checks = checks;
        this.metrics = metrics;
    }

    /** A form whose signature a bot's auth token verifies. */
    record Verified(TwilioAccount account, TwilioForm form, FormSubject subject) {}

    /**
     * Verifies a request. Fails with 401 if no bot's token verifies it, and with not_ready if that takes too long.
     *
     * @param webhook the path of the webhook, such as {@code /voice}
     */
    Uni<Verified> verify(String webhook, RoutingContext context) {
        Optional<TwilioSignature> signature =
                TwilioSignature.parse(context.request().getHeader(TwilioSignature.HEADER));
        Buffer body = context.body().buffer();
        Optional<TwilioForm> form =
                signature.isEmpty() || body == null ? Optional.empty() : TwilioForm.parse(body.getBytes());
        if (form.isEmpty()) {
            return refuse(IngestOutcome.BAD_SIGNATURE);
        }
        List<String> addresses = urls.signed(webhook, context.request().query());
        return verify(new SignedForm(signature.get(), form.get(), addresses));
    }

    private Uni<Verified> verify(SignedForm signed) {
        List<String> numbers = BotNumber.in(signed.form());
        FormSubject subject = BotNumber.isOutbound(signed.form()) ? FormSubject.OUTBOUND_CALL : FormSubject.CALL;
        return tried(signed, accounts.byPhoneNumbers(numbers))
                .chain(trial -> trial.claiming().isEmpty()
                        ? verifyByAccount(signed, subject, numbers.isEmpty())
                        : verified(trial)
                                .map(found -> new Verified(found.get(0), signed.form(), subject))
                                .call(verified -> accounts.list(verified.account())));
    }

    private Uni<Verified> verifyByAccount(SignedForm signed, FormSubject subject, boolean isUnaddressed) {
        return tried(signed, accounts.byAccount(signed.form().get("AccountSid")))
                .chain(trial -> trial.claiming().isEmpty()
                        ? refuse(isUnaddressed ? IngestOutcome.BAD_SIGNATURE : IngestOutcome.UNKNOWN_NUMBER)
                        : verified(trial)
                                .chain(found -> subject == FormSubject.CALL
                                        ? knownCall(signed.form(), found)
                                        : Uni.createFrom().item(new Verified(found.get(0), signed.form(), subject))));
    }

    private Uni<Trial> tried(SignedForm signed, Uni<Sealed<TwilioAccount>> accounts) {
        return SignatureOffload.inTime(accounts.chain(found -> checks.run(
                signed.cost(found.count()), () -> signed.tried(found.opened().get()))));
    }

    /** Finds the bot that has the call. */
    private Uni<Verified> knownCall(TwilioForm form, List<TwilioAccount> found) {
        Map<UUID, UUID> bots = found.stream()
                .collect(Collectors.toMap(TwilioAccount::botId, TwilioAccount::tenantId, (one, other) -> one));
        FormSubject otherwise = form.get("To").isEmpty() ? FormSubject.NO_NUMBER : FormSubject.UNKNOWN_NUMBER;
        return (CallForm.hasCall(form)
                        ? calls.findBot(bots, form.get("CallSid"))
                        : Uni.createFrom().<UUID>nullItem())
                .map(botId -> found.stream()
                        .filter(account -> account.botId().equals(botId))
                        .findFirst()
                        .map(account -> new Verified(account, form, FormSubject.CALL))
                        .orElseGet(() -> new Verified(found.get(0), form, otherwise)));
    }

    /**
     * Returns the bots whose token verifies the signature, at least one. If a token that might verify it cannot be
     * decrypted, fails with not_ready.
     */
    private Uni<List<TwilioAccount>> verified(Trial trial) {
        if (!trial.verified().isEmpty()) {
            return Uni.createFrom().item(trial.verified());
        }
        return trial.claiming().stream().allMatch(TwilioAccount::isReadable)
                ? refuse(IngestOutcome.BAD_SIGNATURE)
                : Uni.createFrom().failure(ApiException.notReady("The call cannot be verified right now"));
    }

    private <T> Uni<T> refuse(IngestOutcome why) {
        metrics.count(why);
        return Uni.createFrom().failure(TwilioSignature.refusal());
    }
}

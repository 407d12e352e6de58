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
import com.callmissed.inbound.WorkerOffload;

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
    private final WorkerOffload offload;
    private final IngestMetrics metrics;

    CallCheck(TwilioAccounts accounts, CallUrls urls, VoiceCalls calls, WorkerOffload offload, IngestMetrics metrics) {
        this.accounts = accounts;
        this.calls = calls;
        this.urls = urls;
        this.offload = offload;
        this.metrics = metrics;
    }

    /** A form whose signature a bot's auth token verifies. */
    record Verified(TwilioAccount account, TwilioForm form, FormSubject subject) {}

    /**
     * Verifies a request. Fails with 401 if no bot's token verifies it.
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
        return verify(new Claim(addresses, signature.get(), form.get(), body.length()));
    }

    /** What a request claims to be. */
    private record Claim(List<String> addresses, TwilioSignature signature, TwilioForm form, long bytes) {
        boolean isVerifiedBy(TwilioAccount account) {
            return account.isReadable() && signature.verifies(addresses, form, account.authToken());
        }

        /** Those whose account the request names. */
        List<TwilioAccount> of(List<TwilioAccount> found) {
            return found.stream()
                    .filter(account ->
                            !account.isReadable() || account.accountSid().equals(form.get("AccountSid")))
                    .toList();
        }
    }

    private Uni<Verified> verify(Claim claim) {
        List<String> numbers = BotNumber.in(claim.form());
        FormSubject subject = BotNumber.isOutbound(claim.form()) ? FormSubject.OUTBOUND_CALL : FormSubject.CALL;
        return accounts.byPhoneNumbers(numbers)
                .map(claim::of)
                .chain(claiming -> claiming.isEmpty()
                        ? verifyByAccount(claim, subject, numbers.isEmpty())
                        : verifying(claim, claiming)
                                .map(found -> new Verified(found.get(0), claim.form(), subject))
                                .call(verified -> accounts.list(verified.account())));
    }

    private Uni<Verified> verifyByAccount(Claim claim, FormSubject subject, boolean isUnaddressed) {
        return accounts.byAccount(claim.form().get("AccountSid"))
                .map(claim::of)
                .chain(claiming -> claiming.isEmpty()
                        ? refuse(isUnaddressed ? IngestOutcome.BAD_SIGNATURE : IngestOutcome.UNKNOWN_NUMBER)
                        : verifying(claim, claiming)
                                .chain(found -> subject == FormSubject.CALL
                                        ? knownCall(claim.form(), found)
                                        : Uni.createFrom().item(new Verified(found.get(0), claim.form(), subject))));
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

    /** Returns the bots whose token verifies the signature, at least one. */
    private Uni<List<TwilioAccount>> verifying(Claim claim, List<TwilioAccount> claiming) {
        return offload.run(
                        claim.bytes() * claiming.size(),
                        () -> claiming.stream().filter(claim::isVerifiedBy).toList())
                .chain(found ->
                        found.isEmpty() ? refuse(claiming) : Uni.createFrom().item(found));
    }

    /** If a token that might verify the call cannot be decrypted, fails with not_ready. */
    private <T> Uni<T> refuse(List<TwilioAccount> claiming) {
        return claiming.stream().allMatch(TwilioAccount::isReadable)
                ? refuse(IngestOutcome.BAD_SIGNATURE)
                : Uni.createFrom().failure(ApiException.notReady("The call cannot be verified right now"));
    }

    private <T> Uni<T> refuse(IngestOutcome why) {
        metrics.count(why);
        return Uni.createFrom().failure(TwilioSignature.refusal());
    }
}

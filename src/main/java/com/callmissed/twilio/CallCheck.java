package com.callmissed.twilio;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

import com.callmissed.http.PhoneNumber;
import com.callmissed.http.error.ApiException;
import com.callmissed.inbound.IngestMetrics;
import com.callmissed.inbound.IngestOutcome;
import com.callmissed.inbound.WorkerOffload;

/**
 * Finds the bot to which a call belongs. A number and an account prove nothing by themselves: the bot must claim both,
 * and its auth token must verify the signature. If several bots with the same token do, the oldest gets the call, so
 * that it is the same one for the whole call.
 */
@ApplicationScoped
class CallCheck {
    private static final Pattern NUMBER = Pattern.compile(PhoneNumber.PATTERN);

    private final TwilioAccounts accounts;
    private final CallUrls urls;
    private final WorkerOffload offload;
    private final IngestMetrics metrics;

    CallCheck(TwilioAccounts accounts, CallUrls urls, WorkerOffload offload, IngestMetrics metrics) {
        this.accounts = accounts;
        this.urls = urls;
        this.offload = offload;
        this.metrics = metrics;
    }

    /** A form whose signature a bot's auth token verifies. */
    record Verified(TwilioAccount account, TwilioForm form) {}

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
        if (form.isEmpty() || !NUMBER.matcher(form.get().get("To")).matches()) {
            return refuse(IngestOutcome.BAD_SIGNATURE);
        }
        List<String> addresses = urls.signed(webhook, context.request().query());
        return verify(addresses, signature.get(), form.get(), body.length());
    }

    private Uni<Verified> verify(List<String> addresses, TwilioSignature signature, TwilioForm form, long bytes) {
        return accounts.byPhoneNumber(form.get("To")).chain(candidates -> {
            List<TwilioAccount> claiming = candidates.stream()
                    .filter(account ->
                            !account.isReadable() || account.accountSid().equals(form.get("AccountSid")))
                    .toList();
            return claiming.isEmpty()
                    ? refuse(IngestOutcome.UNKNOWN_NUMBER)
                    : offload.run(bytes * claiming.size(), () -> claiming.stream()
                                    .filter(TwilioAccount::isReadable)
                                    .filter(account -> signature.verifies(addresses, form, account.authToken()))
                                    .findFirst())
                            .chain(found -> found.isPresent()
                                    ? Uni.createFrom().item(new Verified(found.get(), form))
                                    : refuse(claiming));
        });
    }

    /** If a token that might verify the call cannot be decrypted, fails with not_ready. */
    private Uni<Verified> refuse(List<TwilioAccount> claiming) {
        return claiming.stream().allMatch(TwilioAccount::isReadable)
                ? refuse(IngestOutcome.BAD_SIGNATURE)
                : Uni.createFrom().failure(ApiException.notReady("The call cannot be verified right now"));
    }

    private Uni<Verified> refuse(IngestOutcome why) {
        metrics.count(why);
        return Uni.createFrom().failure(TwilioSignature.refusal());
    }
}

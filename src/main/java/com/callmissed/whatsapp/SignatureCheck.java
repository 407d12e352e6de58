package com.callmissed.whatsapp;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;

import com.callmissed.background.AsyncSemaphore;
import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.ErrorCode;
import com.callmissed.inbound.WorkerOffload;

/**
 * Decides whose payload it is. A {@code phone_number_id} proves nothing by itself: only the accounts whose app secret
 * verifies the signature get the payload.
 */
@ApplicationScoped
class SignatureCheck {
    /** Payloads that name no number are small announcements, such as the status of a template. */
    private static final int LARGEST_UNNAMED = 64 * 1024;

    private static final int MOST_WAITING = 7;
    /** For the look-up and the check together. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final WhatsAppAccounts accounts;
    private final WorkerOffload offload;
    private final Vertx vertx;
    private final AsyncSemaphore oneAtATime = new AsyncSemaphore(1, MOST_WAITING);

    SignatureCheck(WhatsAppAccounts accounts, WorkerOffload offload, Vertx vertx) {
        this.accounts = accounts;
        this.offload = offload;
        this.vertx = vertx;
    }

    Uni<SignatureVerdict> judge(WhatsAppSignature signature, byte[] body) {
        return offload.run(body.length, () -> PhoneNumberIds.in(body)).chain(named -> {
            if (named.isEmpty()) {
                return unnamed(signature, body);
            }
            return named.size() > PhoneNumberIds.MOST ? tooMany() : named(named, signature, body);
        });
    }

    private Uni<SignatureVerdict> named(Set<String> numbers, WhatsAppSignature signature, byte[] body) {
        return accounts.byPhoneNumberId(numbers)
                .chain(candidates -> candidates.isEmpty()
                        ? Uni.createFrom().item(new SignatureVerdict.UnknownNumber())
                        : offload.run(
                                (long) body.length * candidates.size(),
                                () -> named(candidates, vouchedFor(candidates, signature, body))));
    }

    /** Where the secret that may vouch for a payload cannot be read, Meta has to keep the payload. */
    private static SignatureVerdict named(List<WhatsAppAccount> candidates, List<WhatsAppAccount> vouched) {
        if (vouched.isEmpty() && !candidates.stream().allMatch(WhatsAppAccount::isReadable)) {
            throw ApiException.notReady("The payload cannot be verified right now, send it again later");
        }
        return verdict(vouched);
    }

    /**
     * Nothing says whose secret to try, so all are tried: off the event loops, one payload at a time, with few waiting. The
     * first account gets the payload, which is journalled for the record only.
     */
    private Uni<SignatureVerdict> unnamed(WhatsAppSignature signature, byte[] body) {
        if (body.length > LARGEST_UNNAMED) {
            return Uni.createFrom().item(new SignatureVerdict.Refused());
        }
        return oneAtATime
                .withPermit(() -> accounts.every()
                        .chain(all -> vertx.executeBlocking(
                                () -> verdict(vouchedFor(all.get(), signature, body).stream()
                                        .limit(1)
                                        .toList()),
                                false))
                        .ifNoItem()
                        .after(PATIENCE)
                        .failWith(SignatureCheck::busy))
                .onFailure(AsyncSemaphore.NoPermitException.class)
                .transform(ignored -> busy());
    }

    /** Each distinct secret is tried once. */
    private static List<WhatsAppAccount> vouchedFor(
            List<WhatsAppAccount> candidates, WhatsAppSignature signature, byte[] body) {
        Map<String, Boolean> secrets = candidates.stream()
                .filter(WhatsAppAccount::isReadable)
                .map(WhatsAppAccount::appSecret)
                .distinct()
                .collect(Collectors.toMap(Function.identity(), secret -> signature.vouchesFor(body, secret)));
        return candidates.stream()
                .filter(account -> account.isReadable() && secrets.get(account.appSecret()))
                .toList();
    }

    private static SignatureVerdict verdict(List<WhatsAppAccount> accounts) {
        return accounts.isEmpty() ? new SignatureVerdict.Refused() : new SignatureVerdict.Verified(accounts);
    }

    private static Uni<SignatureVerdict> tooMany() {
        return Uni.createFrom()
                .failure(new ApiException(
                        ErrorCode.PAYLOAD_TOO_LARGE,
                        "The payload names more than " + PhoneNumberIds.MOST + " numbers"));
    }

    private static ApiException busy() {
        return ApiException.notReady("Too many payloads at once, send it again later");
    }
}

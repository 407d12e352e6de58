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
 * Finds the accounts to which a payload belongs. A {@code phone_number_id} proves nothing by itself: only the accounts
 * whose app secret verifies the signature get the payload.
 */
@ApplicationScoped
class SignatureCheck {
    /**
     * Maximum bytes of a payload without a number. Such payloads are small notices, such as the status of a template.
     */
    private static final int LARGEST_UNNAMED = 64 * 1024;

    private static final int MOST_WAITING = 7;
    /** Time limit for the look-up and the check together. */
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

    Uni<SignatureVerdict> verify(WhatsAppSignature signature, byte[] body) {
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
                                () -> named(candidates, verifiedAccounts(candidates, signature, body))));
    }

    /**
     * If a secret that might verify the payload cannot be decrypted, the check fails with not_ready, so that Meta sends
     * the payload again.
     */
    private static SignatureVerdict named(List<WhatsAppAccount> candidates, List<WhatsAppAccount> verified) {
        if (verified.isEmpty() && !candidates.stream().allMatch(WhatsAppAccount::isReadable)) {
            throw ApiException.notReady("The payload cannot be verified right now, send it again later");
        }
        return verdict(verified);
    }

    /**
     * Without a number, all secrets must be tried. This runs on a worker thread, for one payload at a time and with few
     * waiting. The first account gets the payload, which is journalled for the record only.
     */
    private Uni<SignatureVerdict> unnamed(WhatsAppSignature signature, byte[] body) {
        if (body.length > LARGEST_UNNAMED) {
            return Uni.createFrom().item(new SignatureVerdict.Refused());
        }
        return oneAtATime
                .withPermit(() -> accounts.every()
                        .chain(all -> vertx.executeBlocking(
                                () -> verdict(verifiedAccounts(all.get(), signature, body).stream()
                                        .limit(1)
                                        .toList()),
                                false))
                        .ifNoItem()
                        .after(PATIENCE)
                        .failWith(SignatureCheck::busy))
                .onFailure(AsyncSemaphore.NoPermitException.class)
                .transform(ignored -> busy());
    }

    /** Tries each distinct secret once. */
    private static List<WhatsAppAccount> verifiedAccounts(
            List<WhatsAppAccount> candidates, WhatsAppSignature signature, byte[] body) {
        Map<String, Boolean> secrets = candidates.stream()
                .filter(WhatsAppAccount::isReadable)
                .map(WhatsAppAccount::appSecret)
                .distinct()
                .collect(Collectors.toMap(Function.identity(), secret -> signature.verifies(body, secret)));
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

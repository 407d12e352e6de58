package com.callmissed.whatsapp;

import java.util.List;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;

import com.callmissed.background.AsyncSemaphore;
import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.ErrorCode;
import com.callmissed.http.filter.BodyAdmission;
import com.callmissed.inbound.SecretTrials;
import com.callmissed.inbound.SignatureOffload;
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

    /**
     * Maximum bytes that are hashed for one body that names numbers. A body of the largest size is tried with
     * eight secrets, an ordinary one with thousands.
     */
    private static final long MOST_BYTES = 8L * BodyAdmission.WEBHOOK_LIMIT;

    private final WhatsAppAccounts accounts;
    private final WorkerOffload offload;
    private final SignatureOffload checks;
    private final Vertx vertx;
    private final AsyncSemaphore oneAtATime = new AsyncSemaphore(1, MOST_WAITING);

    SignatureCheck(WhatsAppAccounts accounts, WorkerOffload offload, SignatureOffload checks, Vertx vertx) {
        this.accounts = accounts;
        this.offload = offload;
        this.checks = checks;
        this.vertx = vertx;
    }

    /** Fails with not_ready if there is no verdict in time, or if too many expensive checks are waiting. */
    Uni<SignatureVerdict> verify(WhatsAppSignature signature, byte[] body) {
        return SignatureOffload.inTime(
                offload.run(body.length, () -> PhoneNumberIds.in(body)).chain(named -> {
                    if (named.isEmpty()) {
                        return unnamed(signature, body);
                    }
                    return named.size() > PhoneNumberIds.MOST ? tooMany() : named(named, signature, body);
                }));
    }

    private Uni<SignatureVerdict> named(Set<String> numbers, WhatsAppSignature signature, byte[] body) {
        return accounts.byPhoneNumberId(numbers).chain(found -> {
            if (found.count() == 0) {
                return Uni.createFrom().item(new SignatureVerdict.UnknownNumber());
            }
            long cost = found.count() * (long) (body.length + SignatureOffload.BYTES_PER_ACCOUNT);
            return checks.run(cost, () -> named(found.opened().get(), signature, body));
        });
    }

    /**
     * If a secret that might verify the payload cannot be decrypted, the check fails with not_ready, so that Meta sends
     * the payload again.
     */
    private static SignatureVerdict named(List<WhatsAppAccount> candidates, WhatsAppSignature signature, byte[] body) {
        List<WhatsAppAccount> verified =
                SecretTrials.verified(candidates, secret -> signature.verifies(body, secret), MOST_BYTES / body.length);
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
        return oneAtATime.withPermit(() -> SignatureOffload.inTime(accounts.every()
                .chain(all -> vertx.executeBlocking(
                        () -> verdict(SecretTrials.verified(
                                        all.opened().get(), secret -> signature.verifies(body, secret), Long.MAX_VALUE)
                                .stream()
                                .limit(1)
                                .toList()),
                        false))));
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
}

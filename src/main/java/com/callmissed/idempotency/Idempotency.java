package com.callmissed.idempotency;

import java.util.function.Supplier;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;

import io.smallrye.mutiny.Uni;

import com.callmissed.events.UnitOfWork;
import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.ErrorCode;

/** Runs a request once and returns the stored response for its repetitions. */
@Singleton
class Idempotency {
    private final UnitOfWork unitOfWork;
    private final IdempotencyStore store;
    private final ResponseCodec codec;

    Idempotency(UnitOfWork unitOfWork, IdempotencyStore store, ResponseCodec codec) {
        this.unitOfWork = unitOfWork;
        this.store = store;
        this.codec = codec;
    }

    /**
     * Commits the effect of {@code method} and its response together. A concurrent repetition waits for that commit.
     */
    Uni<Response> withEffect(RequestKey key, Supplier<Uni<Response>> method) {
        return unitOfWork
                .perform(events -> store.claim(key)
                        .chain(claimed ->
                                claimed ? method.get().chain(response -> complete(key, response)) : replay(key)))
                .onFailure(Idempotency::isFinal)
                .recoverWithUni(refusal -> remember(key, (ApiException) refusal));
    }

    /**
     * Runs {@code method} outside any transaction and stores its response afterwards, unless another one was stored
     * first.
     */
    Uni<Response> withoutEffect(RequestKey key, Supplier<Uni<Response>> method) {
        return unitOfWork
                .perform(events -> replay(key))
                .onItem()
                .ifNull()
                .switchTo(() -> method.get()
                        .map(codec::encode)
                        .chain(answer ->
                                storeFirst(key, answer).onItem().ifNull().continueWith(answer::toResponse)))
                .onFailure(Idempotency::isFinal)
                .recoverWithUni(refusal -> remember(key, (ApiException) refusal));
    }

    private Uni<Response> complete(RequestKey key, Response response) {
        StoredResponse kept = codec.encodeForReplay(response);
        return store.complete(key, kept.status(), codec.seal(key, kept))
                .replaceWith(() -> codec.encode(response).toResponse());
    }

    /** Returns null when there is nothing to replay. */
    private Uni<Response> replay(RequestKey key) {
        return store.find(key).map(entry -> {
            if (entry == null) {
                return null;
            }
            if (!key.isSameRequest(entry.hash())) {
                throw new ReusedKey();
            }
            return codec.open(key, entry.answer()).toReplay();
        });
    }

    /** Fails with the error the first time. Returns the stored response when a repetition was faster. */
    private Uni<Response> remember(RequestKey key, ApiException refusal) {
        return storeFirst(key, codec.encode(refusal)).onItem().ifNull().failWith(refusal);
    }

    /** Returns null when {@code answer} is the first one. */
    private Uni<Response> storeFirst(RequestKey key, StoredResponse answer) {
        return unitOfWork.perform(events -> store.store(key, answer.status(), codec.seal(key, answer))
                .chain(first -> first ? Uni.createFrom().nullItem() : replay(key)));
    }

    /** Returns true when a repetition of the same request would fail in the same way. */
    private static boolean isFinal(Throwable failure) {
        return failure instanceof ApiException refusal
                && !(refusal instanceof ReusedKey)
                && switch (refusal.code()) {
                    case MISSING_CREDENTIALS,
                            INVALID_API_KEY,
                            INVALID_TOKEN,
                            TOKEN_EXPIRED,
                            PERMISSION_DENIED,
                            RATE_LIMIT_EXCEEDED -> false;
                    default -> refusal.code().status() < 500;
                };
    }

    /** An error of the key and not of the request, so it is never stored as a response. */
    private static final class ReusedKey extends ApiException {
        private static final long serialVersionUID = 1L;

        ReusedKey() {
            super(ErrorCode.IDEMPOTENCY_CONFLICT, "This Idempotency-Key was used for another request");
        }
    }
}

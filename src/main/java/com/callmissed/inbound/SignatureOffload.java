package com.callmissed.inbound;

import java.time.Duration;
import java.util.concurrent.Callable;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;

import com.callmissed.background.AsyncSemaphore;
import com.callmissed.http.error.ApiException;

/**
 * Runs the checks of signatures. Anybody can ask for one, so the expensive ones of all providers together have half of
 * the processors, and few wait.
 */
@ApplicationScoped
public class SignatureOffload {
    /** Decrypting the credentials of an account costs as much as hashing so many bytes. */
    public static final int BYTES_PER_ACCOUNT = 4 * 1024;

    /** A provider waits for about 10 s. Storing what it sends has as much time. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private static final int MOST_WAITING = 64;

    private final WorkerOffload offload;
    private final AsyncSemaphore expensive =
            new AsyncSemaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), MOST_WAITING);

    SignatureOffload(WorkerOffload offload) {
        this.offload = offload;
    }

    /**
     * Runs {@code check} like {@link WorkerOffload#run}, and an expensive one when its turn has come. Put {@link
     * #inTime} around it.
     *
     * @param bytes that are hashed at most
     */
    public <T> Uni<T> run(long bytes, Callable<T> check) {
        return bytes <= WorkerOffload.SMALL
                ? offload.run(bytes, check)
                : expensive.withPermit(() -> inTime(offload.run(bytes, check)));
    }

    /** Fails with not_ready if there is no result in time, or if too many checks are waiting. */
    public static <T> Uni<T> inTime(Uni<T> check) {
        return check.ifNoItem()
                .after(PATIENCE)
                .failWith(SignatureOffload::busy)
                .onFailure(AsyncSemaphore.NoPermitException.class)
                .transform(ignored -> busy());
    }

    private static ApiException busy() {
        return ApiException.notReady("Too many payloads at once, send it again later");
    }
}

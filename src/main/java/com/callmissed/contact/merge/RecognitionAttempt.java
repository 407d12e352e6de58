package com.callmissed.contact.merge;

import java.util.List;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;

import com.callmissed.persistence.Constraints;

/** Transactions that recognise a customer. They are repeated when another one overtakes them. */
public final class RecognitionAttempt {
    private static final int MOST = 4;

    private static final List<String> OVERTAKEN = List.of(
            "conversation_contact_fk",
            "contact_identity_contact_fk",
            "conversation_contact_uq",
            "conversation_thread_uq");

    private RecognitionAttempt() {}

    /**
     * Runs a transaction that recognises a customer. When another transaction has linked, merged or opened something
     * meanwhile, runs it again, at most {@value #MOST} times in all: the work of the other one is visible then.
     *
     * @param transaction called once for each run, with whether another transaction has overtaken it before
     */
    public static <T> Uni<T> run(Function<Boolean, Uni<T>> transaction) {
        return run(transaction, 1);
    }

    private static <T> Uni<T> run(Function<Boolean, Uni<T>> transaction, int number) {
        return Uni.createFrom()
                .deferred(() -> transaction.apply(number > 1))
                .onFailure(failure -> number < MOST && isOvertaken(failure))
                .recoverWithUni(() -> run(transaction, number + 1));
    }

    private static boolean isOvertaken(Throwable failure) {
        return OVERTAKEN.stream().anyMatch(constraint -> Constraints.violates(failure, constraint));
    }
}

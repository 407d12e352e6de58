package com.callmissed.inbound;

import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;

import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;

import com.callmissed.testing.WhatsAppBot;

/** Steps of tests that use the journal without a webhook. */
final class JournalSteps {
    private JournalSteps() {}

    /** Runs {@code work} on a duplicated context, and returns its result. */
    static <T> T run(Supplier<Uni<T>> work) {
        try {
            return VertxContextSupport.subscribeAndAwait(work);
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** A payload of Meta for the bot that is not stored yet. */
    static InboundPayload payload(WhatsAppBot bot, UUID id, byte[] body) {
        return new InboundPayload(
                bot.tenant(), id, bot.id(), "whatsapp", bot.phoneNumberId(), body, null, Instant.now(), 0);
    }
}

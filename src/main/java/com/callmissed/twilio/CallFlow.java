package com.callmissed.twilio;

import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;

import com.callmissed.call.BegunCall;
import com.callmissed.call.CallEndings;
import com.callmissed.call.CallStep;
import com.callmissed.call.CallView;
import com.callmissed.call.VoiceCalls;
import com.callmissed.inbound.IngestMetrics;
import com.callmissed.inbound.IngestOutcome;
import com.callmissed.outbound.Outbox;
import com.callmissed.outbound.OutboxConfig;
import com.callmissed.outbound.OutgoingMessage;
import com.callmissed.outbound.SendResult;

/**
 * Controls a call: it greets, listens, waits for the bot's answer and says it, or ends the call. Answers of the bot
 * come from the outbox, with the same claim as on WhatsApp. Fixed phrases are said only after a check of who answers
 * the conversation.
 */
@ApplicationScoped
class CallFlow {
    /** The part of a claim's lease that must remain for writing the response. */
    private static final Duration MARGIN = Duration.ofSeconds(3);

    private static final SendResult LATE = new SendResult.TryLater(Duration.ZERO, "late", "Not said in time");
    private static final SendResult UNSAYABLE =
            new SendResult.Refused("not_sayable", "Not said: it contains no text that can be said", null);

    private final VoiceCalls calls;
    private final CallEndings endings;
    private final Outbox outbox;
    private final AnswerWait wait;
    private final CallUrls urls;
    private final VoiceConfig config;
    private final Duration freshFor;
    private final IngestMetrics metrics;

    CallFlow(
            VoiceCalls calls,
            CallEndings endings,
            Outbox outbox,
            AnswerWait wait,
            CallUrls urls,
            VoiceConfig config,
            OutboxConfig outboxConfig,
            IngestMetrics metrics) {
        this.calls = calls;
        this.endings = endings;
        this.outbox = outbox;
        this.wait = wait;
        this.urls = urls;
        this.config = config;
        this.freshFor = outboxConfig.lease().minus(MARGIN);
        this.metrics = metrics;
    }

    /** Begins an incoming call. */
    Uni<CallReply> begin(CallRequest request) {
        if (!request.account().takesCalls()) {
            return calls.refuse(request.call(), request.requestId()).replaceWith(() -> end(request, Phrase.CLOSED));
        }
        return calls.begin(request.call(), request.script().greeting().text(), request.requestId())
                .chain(begun -> begun.greeting() == null
                        ? collect(request, begun.conversationId(), CallPosition.listening(0, 0), deadline())
                        : greet(request, begun));
    }

    /** Stores what the caller has said. */
    Uni<CallReply> hear(CallRequest request, CallPosition position, String key, String words) {
        long deadline = deadline();
        boolean wantsPerson = request.script().asksForPerson(words);
        return calls.hear(request.call(), request.call().callId() + ":" + key, words, wantsPerson, request.requestId())
                .invoke(heard -> metrics.count(heard.isNew() ? IngestOutcome.STORED : IngestOutcome.DUPLICATE))
                .chain(heard -> collect(request, heard.conversationId(), position, deadline));
    }

    /** Continues after the caller was asked to hold. */
    Uni<CallReply> collect(CallRequest request, CallPosition position) {
        long deadline = deadline();
        return calls.find(request.call())
                .chain(id -> id == null ? begin(request) : collect(request, id, position, deadline));
    }

    /** Handles {@code times} silences in a row. */
    Uni<CallReply> silent(CallRequest request, CallPosition position, int times) {
        long deadline = deadline();
        return calls.find(request.call())
                .chain(id -> id == null
                        ? begin(request)
                        : wait.until(
                                        id,
                                        deadline,
                                        () -> next(request, id, view -> reply(silence(request, view, times))))
                                .chain(reply -> reply == null ? lastLook(request, id, position) : reply(reply)));
    }

    /** Says {@code phrase} and ends the call. */
    static CallReply end(CallRequest request, Phrase phrase) {
        return CallReply.of(new Twiml().say(request.script().phrase(phrase)).hangUp());
    }

    private Uni<CallReply> collect(CallRequest request, UUID id, CallPosition position, long deadline) {
        return wait.until(
                        id,
                        deadline,
                        () -> next(
                                request,
                                id,
                                view -> view.step() == CallStep.UNANSWERED
                                        ? giveUp(request, id)
                                        : reply(CallReply.of(listen(request, new Twiml(), view.lastSeq(), 0)))))
                .chain(reply -> reply == null ? lastLook(request, id, position) : reply(reply));
    }

    /**
     * Decides the next response. Returns null while there is nothing to do but wait.
     *
     * @param quiet called if the bot has no answer to say and none in progress
     */
    private Uni<CallReply> next(CallRequest request, UUID id, Function<CallView, Uni<CallReply>> quiet) {
        if (request.connection().isGone()) {
            return reply(CallReply.of(new Twiml()));
        }
        return calls.look(request.tenantId(), id).chain(view -> switch (view.step()) {
            case OVER -> reply(end(request, Phrase.GOODBYE));
            case TAKEN_OVER -> handOver(request, id, new Twiml());
            case BOT_INACTIVE -> reply(end(request, Phrase.CLOSED));
            case ANSWER_READY -> say(request, id);
            case ANSWER_COMING -> Uni.createFrom().nullItem();
            case UNANSWERED, ANSWERED -> quiet.apply(view);
        });
    }

    private Uni<CallReply> say(CallRequest request, UUID id) {
        return outbox.claim(request.tenantId(), id).onItem().ifNotNull().transformToUni(message -> {
            Speech speech = request.script().answer(message.content());
            if (speech.text().isEmpty()) {
                return outbox.settle(message, UNSAYABLE).replaceWith((CallReply) null);
            }
            if (isLate(message)) {
                return outbox.settle(message, LATE).replaceWith((CallReply) null);
            }
            return reply(new CallReply(listen(request, new Twiml().say(speech), message.seq(), 0), message));
        });
    }

    private boolean isLate(OutgoingMessage claimed) {
        return System.nanoTime() - claimed.claimedAtNanos() > freshFor.toNanos();
    }

    private Uni<CallReply> greet(CallRequest request, BegunCall begun) {
        OutgoingMessage greeting = begun.greeting();
        if (isLate(greeting)) {
            return outbox.settle(greeting, LATE)
                    .chain(() -> collect(request, begun.conversationId(), CallPosition.listening(0, 0), deadline()));
        }
        Speech speech = request.script().greeting(greeting.content());
        Twiml twiml = new Twiml().say(speech);
        return reply(new CallReply(listen(request, twiml, greeting.seq(), 0), greeting));
    }

    private CallReply silence(CallRequest request, CallView view, int times) {
        if (times >= config.silences()) {
            return end(request, Phrase.GOODBYE);
        }
        Twiml twiml = new Twiml().say(request.script().phrase(Phrase.SILENCE));
        return CallReply.of(listen(request, twiml, view.lastSeq(), times));
    }

    /** Looks once more after the wait has ended, because a takeover may have dropped the answer in the meantime. */
    private Uni<CallReply> lastLook(CallRequest request, UUID id, CallPosition position) {
        return calls.look(request.tenantId(), id)
                .chain(view -> view.step() == CallStep.TAKEN_OVER
                        ? handOver(request, id, new Twiml())
                        : moment(request, id, position));
    }

    /** Asks the caller to hold, or gives up after too many times. */
    private Uni<CallReply> moment(CallRequest request, UUID id, CallPosition position) {
        int moments = position.waited() + 1;
        return moments > config.moments()
                ? giveUp(request, id)
                : reply(CallReply.of(new Twiml()
                        .say(request.script().phrase(Phrase.FILLER))
                        .redirect(urls.gather(CallPosition.waiting(position.turn(), moments)))));
    }

    private Uni<CallReply> giveUp(CallRequest request, UUID id) {
        return handOver(request, id, new Twiml().say(request.script().phrase(Phrase.APOLOGY)));
    }

    /**
     * Escalates the call. An answer that is still queued was decided under the old epoch; its claim fails it with the
     * reason.
     */
    private Uni<CallReply> handOver(CallRequest request, UUID id, Twiml twiml) {
        return endings.escalate(request.call(), id, request.requestId())
                .chain(() -> outbox.claim(request.tenantId(), id))
                .replaceWith(() -> CallReply.of(
                        twiml.say(request.script().phrase(Phrase.HANDOVER)).hangUp()));
    }

    private Twiml listen(CallRequest request, Twiml twiml, int turn, int asked) {
        return twiml.listen(request.script().language(), urls.gather(CallPosition.listening(turn, asked)))
                .redirect(urls.gather(CallPosition.silent(turn, asked + 1)));
    }

    private long deadline() {
        return System.nanoTime() + config.answerWithin().toNanos();
    }

    private static Uni<CallReply> reply(CallReply reply) {
        return Uni.createFrom().item(reply);
    }
}

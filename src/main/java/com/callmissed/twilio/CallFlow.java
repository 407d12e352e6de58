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
import com.callmissed.thread.StatusReason;

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

    /** Stores what the caller has said or keyed. */
    Uni<CallReply> hear(CallRequest request, CallPosition position, String key, CallerInput input) {
        long deadline = deadline();
        boolean wantsPerson = input.asksForPerson(request.script());
        String id = request.call().callId() + ":" + key;
        return calls.hear(request.call(), id, input.text(), wantsPerson, request.requestId())
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
                                        ? handOver(request, id, StatusReason.NO_ANSWER)
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
            case TAKEN_OVER -> handOver(request, id, null);
            case GIVEN_UP -> handOver(request, id, StatusReason.NO_ANSWER);
            case BOT_INACTIVE -> reply(end(request, Phrase.CLOSED));
            case ANSWER_READY -> say(request, id);
            case ANSWER_COMING -> Uni.createFrom().nullItem();
            case UNANSWERED, ANSWERED -> quiet.apply(view);
        });
    }

    private Uni<CallReply> say(CallRequest request, UUID id) {
        return claim(request, id)
                .map(message -> message == null
                        ? null
                        : new CallReply(
                                listen(request, new Twiml().say(speech(request, message)), message.seq(), 0), message));
    }

    /** The next answer of the bot; null if there is none that can be said now. */
    private Uni<OutgoingMessage> claim(CallRequest request, UUID id) {
        return outbox.claim(request.tenantId(), id).onItem().ifNotNull().transformToUni(message -> {
            if (speech(request, message).text().isEmpty()) {
                return outbox.settle(message, UNSAYABLE).replaceWith((OutgoingMessage) null);
            }
            return isLate(message)
                    ? outbox.settle(message, LATE).replaceWith((OutgoingMessage) null)
                    : Uni.createFrom().item(message);
        });
    }

    private static Speech speech(CallRequest request, OutgoingMessage message) {
        return request.script().answer(message.content());
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

    /** Looks again after the wait has ended, because a takeover may have dropped the answer in the meantime. */
    private Uni<CallReply> lastLook(CallRequest request, UUID id, CallPosition position) {
        return calls.look(request.tenantId(), id).chain(view -> switch (view.step()) {
            case TAKEN_OVER -> handOver(request, id, null);
            case GIVEN_UP -> handOver(request, id, StatusReason.NO_ANSWER);
            default -> moment(request, id, position);
        });
    }

    /** Asks the caller to hold, or gives up after too many times. */
    private Uni<CallReply> moment(CallRequest request, UUID id, CallPosition position) {
        int moments = position.waited() + 1;
        return moments > config.moments()
                ? handOver(request, id, StatusReason.NO_ANSWER)
                : reply(CallReply.of(new Twiml()
                        .say(request.script().phrase(Phrase.FILLER))
                        .redirect(urls.gather(CallPosition.waiting(position.turn(), moments)))));
    }

    /**
     * Escalates the call and ends it, because nobody would answer what the caller says next. An answer that is still
     * queued was decided under the old epoch; its claim fails it with the reason. An acknowledgement that has escalated
     * the call is said.
     *
     * @param reason null if the caller or a person wants it
     */
    private Uni<CallReply> handOver(CallRequest request, UUID id, StatusReason reason) {
        return endings.escalate(request.call(), id, reason, request.requestId())
                .chain(() -> claim(request, id))
                .map(message -> {
                    Twiml twiml = new Twiml();
                    if (message != null) {
                        twiml.say(speech(request, message));
                    } else if (reason == StatusReason.NO_ANSWER) {
                        twiml.say(request.script().phrase(Phrase.APOLOGY));
                    }
                    twiml.say(request.script().phrase(Phrase.HANDOVER)).hangUp();
                    return new CallReply(twiml, message);
                });
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

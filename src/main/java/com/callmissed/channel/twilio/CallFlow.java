package com.callmissed.channel.twilio;

import java.time.Duration;
import java.util.Map;
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
import com.callmissed.outbound.SendOutcome;

/**
 * What a call does next: it is answered, listens, waits for the bot's answer and says it, or ends. What the bot has to say
 * comes out of the outbox, under the same claim as on WhatsApp; the phrases around it are said only after a look at who has
 * the conversation.
 */
@ApplicationScoped
class CallFlow {
    /** What must be left of a claim's lease to write it into the answer. */
    private static final Duration MARGIN = Duration.ofSeconds(3);

    private static final SendOutcome LATE =
            new SendOutcome.TryLater(Duration.ZERO, Map.of("code", "late", "title", "Not said in time"));
    private static final SendOutcome UNSAYABLE =
            new SendOutcome.Failed(Map.of("code", "not_sayable", "title", "Not said: it holds no words"));

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

    /** The call comes in. */
    Uni<Reply> begin(Visit visit) {
        if (!visit.account().takesCalls()) {
            return calls.refuse(visit.call(), visit.requestId()).replaceWith(() -> end(visit, Phrase.CLOSED));
        }
        return calls.begin(visit.call(), visit.script().greeting().text(), visit.requestId())
                .chain(begun -> begun.greeting() == null
                        ? collect(visit, begun.conversationId(), CallPosition.listening(0, 0), deadline())
                        : greet(visit, begun));
    }

    /** The caller has said something. */
    Uni<Reply> hear(Visit visit, CallPosition position, String key, String words) {
        long deadline = deadline();
        boolean wantsPerson = visit.script().asksForPerson(words);
        return calls.hear(visit.call(), visit.call().callId() + ":" + key, words, wantsPerson, visit.requestId())
                .invoke(heard -> metrics.count(heard.isNew() ? IngestOutcome.STORED : IngestOutcome.DUPLICATE))
                .chain(heard -> collect(visit, heard.conversationId(), position, deadline));
    }

    /** The caller has waited for a moment. */
    Uni<Reply> collect(Visit visit, CallPosition position) {
        long deadline = deadline();
        return calls.find(visit.call()).chain(id -> id == null ? begin(visit) : collect(visit, id, position, deadline));
    }

    /** The caller has said nothing, {@code times} times in a row. */
    Uni<Reply> silent(Visit visit, CallPosition position, int times) {
        long deadline = deadline();
        return calls.find(visit.call())
                .chain(id -> id == null
                        ? begin(visit)
                        : wait.until(id, deadline, () -> next(visit, id, view -> reply(silence(visit, view, times))))
                                .chain(reply -> reply == null ? lastLook(visit, id, position) : reply(reply)));
    }

    /** What is left to say when nothing else can be done for the call. */
    static Reply end(Visit visit, Phrase phrase) {
        return Reply.of(new Twiml().say(visit.script().phrase(phrase)).hangUp());
    }

    private Uni<Reply> collect(Visit visit, UUID id, CallPosition position, long deadline) {
        return wait.until(
                        id,
                        deadline,
                        () -> next(
                                visit,
                                id,
                                view -> view.step() == CallStep.UNANSWERED
                                        ? giveUp(visit, id)
                                        : reply(Reply.of(listen(visit, new Twiml(), view.lastSeq(), 0)))))
                .chain(reply -> reply == null ? lastLook(visit, id, position) : reply(reply));
    }

    /**
     * Null while there is nothing to do but wait.
     *
     * @param quiet what to do when the bot has nothing to say and nothing to think about
     */
    private Uni<Reply> next(Visit visit, UUID id, Function<CallView, Uni<Reply>> quiet) {
        if (visit.line().isGone()) {
            return reply(Reply.of(new Twiml()));
        }
        return calls.look(visit.tenantId(), id).chain(view -> switch (view.step()) {
            case OVER -> reply(end(visit, Phrase.GOODBYE));
            case TAKEN_OVER -> handOver(visit, id, new Twiml());
            case BOT_INACTIVE -> reply(end(visit, Phrase.CLOSED));
            case ANSWER_READY -> say(visit, id);
            case ANSWER_COMING -> Uni.createFrom().nullItem();
            case UNANSWERED, ANSWERED -> quiet.apply(view);
        });
    }

    private Uni<Reply> say(Visit visit, UUID id) {
        return outbox.claim(visit.tenantId(), id).onItem().ifNotNull().transformToUni(message -> {
            Speech speech = visit.script().answer(message.content());
            if (speech.text().isEmpty()) {
                return outbox.settle(message, UNSAYABLE).replaceWith((Reply) null);
            }
            if (isLate(message)) {
                return outbox.settle(message, LATE).replaceWith((Reply) null);
            }
            return reply(new Reply(listen(visit, new Twiml().say(speech), message.seq(), 0), message));
        });
    }

    private boolean isLate(OutgoingMessage claimed) {
        return System.nanoTime() - claimed.claimedAtNanos() > freshFor.toNanos();
    }

    private Uni<Reply> greet(Visit visit, BegunCall begun) {
        OutgoingMessage greeting = begun.greeting();
        if (isLate(greeting)) {
            return outbox.settle(greeting, LATE)
                    .chain(() -> collect(visit, begun.conversationId(), CallPosition.listening(0, 0), deadline()));
        }
        Speech speech = visit.script().greeting(greeting.content());
        Twiml twiml = new Twiml().say(speech);
        return reply(new Reply(listen(visit, twiml, greeting.seq(), 0), greeting));
    }

    private Reply silence(Visit visit, CallView view, int times) {
        if (times >= config.silences()) {
            return end(visit, Phrase.GOODBYE);
        }
        Twiml twiml = new Twiml().say(visit.script().phrase(Phrase.SILENCE));
        return Reply.of(listen(visit, twiml, view.lastSeq(), times));
    }

    /** What was found at last may be what a takeover kept back. */
    private Uni<Reply> lastLook(Visit visit, UUID id, CallPosition position) {
        return calls.look(visit.tenantId(), id)
                .chain(view -> view.step() == CallStep.TAKEN_OVER
                        ? handOver(visit, id, new Twiml())
                        : moment(visit, id, position));
    }

    /** There is no answer yet. */
    private Uni<Reply> moment(Visit visit, UUID id, CallPosition position) {
        int moments = position.waited() + 1;
        return moments > config.moments()
                ? giveUp(visit, id)
                : reply(Reply.of(new Twiml()
                        .say(visit.script().phrase(Phrase.FILLER))
                        .redirect(urls.gather(CallPosition.waiting(position.turn(), moments)))));
    }

    private Uni<Reply> giveUp(Visit visit, UUID id) {
        return handOver(visit, id, new Twiml().say(visit.script().phrase(Phrase.APOLOGY)));
    }

    /** An answer that still waits was decided on before; its claim fails it and says why. */
    private Uni<Reply> handOver(Visit visit, UUID id, Twiml twiml) {
        return endings.escalate(visit.call(), id, visit.requestId())
                .chain(() -> outbox.claim(visit.tenantId(), id))
                .replaceWith(() -> Reply.of(
                        twiml.say(visit.script().phrase(Phrase.HANDOVER)).hangUp()));
    }

    private Twiml listen(Visit visit, Twiml twiml, int turn, int asked) {
        return twiml.listen(visit.script().language(), urls.gather(CallPosition.listening(turn, asked)))
                .redirect(urls.gather(CallPosition.silent(turn, asked + 1)));
    }

    private long deadline() {
        return System.nanoTime() + config.answerWithin().toNanos();
    }

    private static Uni<Reply> reply(Reply reply) {
        return Uni.createFrom().item(reply);
    }
}

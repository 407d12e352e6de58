package com.callmissed.twilio;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.Function;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.Cancellable;

import com.callmissed.call.CallEndings;
import com.callmissed.call.VoiceCall;
import com.callmissed.crypto.Sha256;
import com.callmissed.http.AnyQuery;
import com.callmissed.http.RequestDeadline;
import com.callmissed.http.RequestId;
import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.ErrorCode;
import com.callmissed.inbound.IngestFailures;
import com.callmissed.inbound.IngestMetrics;
import com.callmissed.inbound.IngestOutcome;
import com.callmissed.outbound.Outbox;
import com.callmissed.persistence.CommitGuard;
import com.callmissed.persistence.TenantScope;
import com.callmissed.twilio.CallCheck.Verified;

/**
 * Twilio's webhooks for a phone number. They need no login: the signature is the credential. After it is verified,
 * every failure is a spoken sentence. Before that, a failure is an error like any other, and Twilio uses the fallback
 * of the number.
 */
@Path(CallUrls.WEBHOOKS)
@Tag(name = "webhooks")
@PermitAll
@AnyQuery
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@Produces(Twiml.MEDIA_TYPE)
public class TwilioWebhook {
    private static final Logger LOG = Logger.getLogger(TwilioWebhook.class);
    /** Twilio waits 15 seconds. */
    private static final Duration REPLY_WITHIN = Duration.ofSeconds(13);

    private static final String TAKEN = "completed";
    private static final Set<String> NOT_TAKEN = Set.of("busy", "failed", "no-answer", "canceled");

    private final CallCheck check;
    private final CallFlow flow;
    private final CallEndings endings;
    private final Outbox outbox;
    private final IngestMetrics metrics;

    TwilioWebhook(CallCheck check, CallFlow flow, CallEndings endings, Outbox outbox, IngestMetrics metrics) {
        this.check = check;
        this.flow = flow;
        this.endings = endings;
        this.outbox = outbox;
        this.metrics = metrics;
    }

    @POST
    @Path("/voice")
    @Operation(summary = "A call comes in")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_FORM_URLENCODED,
                            schema = @Schema(type = SchemaType.OBJECT)))
    @APIResponse(
            responseCode = "200",
            description = "What Twilio is to say and do, as TwiML",
            content = @Content(mediaType = Twiml.MEDIA_TYPE, schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(responseCode = "401", ref = "401")
    @APIResponse(responseCode = "404", ref = "404")
    @Cancellable(false)
    public Uni<Response> voice(@Context RoutingContext context) {
        return check.verify("/voice", context)
                .invoke(this::requireCall)
                .chain(verified -> converse(verified, context, flow::begin));
    }

    @POST
    @Path("/gather")
    @Operation(summary = "The caller has said something, pressed keys, said nothing, or waits for an answer")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_FORM_URLENCODED,
                            schema = @Schema(type = SchemaType.OBJECT)))
    @APIResponse(
            responseCode = "200",
            description = "What Twilio is to say and do, as TwiML",
            content = @Content(mediaType = Twiml.MEDIA_TYPE, schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(responseCode = "401", ref = "401")
    @APIResponse(responseCode = "404", ref = "404")
    @Cancellable(false)
    public Uni<Response> gather(@Context RoutingContext context) {
        CallPosition position = CallPosition.parse(context.request().query());
        return check.verify("/gather", context)
                .invoke(this::requireCall)
                .chain(verified -> converse(verified, context, request -> gather(request, position, verified.form())));
    }

    @POST
    @Path("/status")
    @Operation(summary = "A call changes its state, or a callback about a recording or a call of the business")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_FORM_URLENCODED,
                            schema = @Schema(type = SchemaType.OBJECT)))
    @APIResponse(
            responseCode = "200",
            description = "Noted, or about something that is not stored, such as a recording; there is nothing to do",
            content = @Content(mediaType = Twiml.MEDIA_TYPE, schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(responseCode = "401", ref = "401")
    @APIResponse(responseCode = "404", ref = "404")
    @Cancellable(false)
    public Uni<Response> status(@Context RoutingContext context) {
        return check.verify("/status", context).chain(this::note).map(done -> xml(new Twiml()));
    }

    private Uni<CallReply> gather(CallRequest request, CallPosition position, TwilioForm form) {
        if (position.waited() > 0) {
            return flow.collect(request, position);
        }
        CallerInput input = position.silence() > 0 ? CallerInput.SILENCE : CallerInput.of(form);
        if (input.isSilence()) {
            return flow.silent(request, position, Math.max(position.silence(), position.asked() + 1));
        }
        return flow.hear(
                request, position, position.isKnown() ? Integer.toString(position.turn()) : digest(form), input);
    }

    /** An address without a turn identifies the words by a digest of the form. */
    private static String digest(TwilioForm form) {
        return HexFormat.of().formatHex(Sha256.of(form.signed().getBytes(StandardCharsets.UTF_8)));
    }

    private Uni<Response> converse(
            Verified verified, RoutingContext context, Function<CallRequest, Uni<CallReply>> next) {
        RequestDeadline.extend(REPLY_WITHIN);
        TwilioAccount account = verified.account();
        CallRequest request = new CallRequest(
                account,
                CallForm.call(account, verified.form()),
                VoiceScript.of(account.botName(), account.config()),
                CallConnection.of(context, outbox),
                RequestId.current());
        return Uni.createFrom()
                .deferred(() -> TenantScope.job(account.tenantId(), () -> next.apply(request)))
                .ifNoItem()
                .after(REPLY_WITHIN)
                .fail()
                .onFailure()
                .recoverWithItem(failure -> apologize(request, failure))
                .invoke(reply -> request.connection().carries(reply.spoken()))
                .map(reply -> xml(reply.twiml()));
    }

    private CallReply apologize(CallRequest request, Throwable failure) {
        LOG.warnf("Could not continue %s: %s", request.call(), IngestFailures.describe(failure));
        metrics.count(IngestOutcome.FAILED);
        return CallFlow.end(request, Phrase.TROUBLE);
    }

    private void requireCall(Verified verified) {
        if (verified.subject() != FormSubject.CALL) {
            metrics.count(IngestOutcome.UNKNOWN_NUMBER);
            throw new ApiException(ErrorCode.NOT_FOUND, verified.subject().refusal());
        }
    }

    private Uni<Void> note(Verified verified) {
        if (verified.subject() == FormSubject.NO_NUMBER || verified.subject() == FormSubject.OUTBOUND_CALL) {
            metrics.count(IngestOutcome.IGNORED);
            return Uni.createFrom().voidItem();
        }
        requireCall(verified);
        VoiceCall call = CallForm.call(verified.account(), verified.form());
        String state = verified.form().get("CallStatus");
        if (!state.equals(TAKEN) && !NOT_TAKEN.contains(state)) {
            metrics.count(IngestOutcome.IGNORED);
            return Uni.createFrom().voidItem();
        }
        metrics.count(IngestOutcome.STATUS);
        String requestId = RequestId.current();
        return TenantScope.job(verified.account().tenantId(), () -> endings.end(
                        call, state.equals(TAKEN), CallForm.duration(verified.form()), requestId, CommitGuard.NONE)
                .replaceWithVoid());
    }

    private static Response xml(Twiml twiml) {
        return Response.ok(twiml.xml(), Twiml.MEDIA_TYPE).build();
    }
}

package com.callmissed.whatsapp;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

import com.callmissed.http.AnyQuery;
import com.callmissed.http.RequestId;
import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.ErrorCode;
import com.callmissed.inbound.IngestMetrics;
import com.callmissed.inbound.IngestOutcome;
import com.callmissed.inbound.Intake;
import com.callmissed.inbound.Recipient;

/** Meta's webhook. It needs no login: the verify token and the signature are the credentials. */
@Path(WhatsAppWebhook.PATH)
@Tag(name = "webhooks")
@PermitAll
@AnyQuery
public class WhatsAppWebhook {
    static final String PATH = "/api/v1/webhooks/whatsapp";

    private static final int LONGEST_CHALLENGE = 256;

    private final WhatsAppAccounts accounts;
    private final SignatureCheck check;
    private final Intake intake;
    private final IngestMetrics metrics;

    WhatsAppWebhook(WhatsAppAccounts accounts, SignatureCheck check, Intake intake, IngestMetrics metrics) {
        this.accounts = accounts;
        this.check = check;
        this.intake = intake;
        this.metrics = metrics;
    }

    @GET
    @Operation(summary = "Meta's verification handshake")
    @APIResponse(
            responseCode = "200",
            description = "The challenge, as it came",
            content = @Content(mediaType = MediaType.TEXT_PLAIN, schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(responseCode = "403", ref = "403")
    @Produces(MediaType.TEXT_PLAIN)
    public Uni<Response> verify(
            @QueryParam("hub.mode") String mode,
            @QueryParam("hub.verify_token") String token,
            @QueryParam("hub.challenge") String challenge) {
        if (!"subscribe".equals(mode)) {
            throw ApiException.invalid("hub.mode", "must be subscribe");
        }
        if (token == null || token.isEmpty()) {
            throw ApiException.invalid("hub.verify_token", "must not be empty");
        }
        if (challenge == null || challenge.isEmpty() || challenge.length() > LONGEST_CHALLENGE) {
            throw ApiException.invalid("hub.challenge", "must have 1 to " + LONGEST_CHALLENGE + " characters");
        }
        return accounts.isVerifyToken(token).map(known -> {
            if (!known) {
                throw new ApiException(ErrorCode.PERMISSION_DENIED, "The verify token does not match");
            }
            return Response.ok(challenge).build();
        });
    }

    /**
     * Reads the body as the raw bytes that were signed, never through a message body reader. Continues when Meta closes
     * the connection, so that a payload whose storage has begun is stored.
     */
    @POST
    @Operation(summary = "Messages and delivery reports from Meta")
    @RequestBody(
            required = true,
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT)))
    @APIResponse(responseCode = "200", description = "The payload is durable, or concerns nobody here")
    @APIResponse(responseCode = "401", ref = "401")
    @Consumes(MediaType.APPLICATION_JSON)
    @Cancellable(false)
    public Uni<Response> receive(
            @HeaderParam(WhatsAppSignature.HEADER) String header, @Context RoutingContext context) {
        long arrived = System.nanoTime();
        Buffer body = context.body().buffer();
        byte[] raw = body == null ? new byte[0] : body.getBytes();
        return WhatsAppSignature.parse(header)
                .map(signature -> check.verify(signature, raw).chain(verdict -> answer(verdict, raw, arrived)))
                .orElseGet(this::refuse);
    }

    private Uni<Response> answer(SignatureVerdict verdict, byte[] body, long arrived) {
        if (verdict instanceof SignatureVerdict.Verified verified) {
            return intake.accept(
                            WhatsAppProcessor.PROVIDER,
                            verified.accounts().stream()
                                    .map(WhatsAppWebhook::recipient)
                                    .toList(),
                            body,
                            RequestId.current(),
                            arrived)
                    .map(done -> Response.ok().build());
        }
        if (verdict instanceof SignatureVerdict.UnknownNumber) {
            metrics.count(IngestOutcome.UNKNOWN_NUMBER);
            return Uni.createFrom().item(() -> Response.ok().build());
        }
        return refuse();
    }

    private static Recipient recipient(WhatsAppAccount account) {
        return new Recipient(account.tenantId(), account.botId(), account.phoneNumberId());
    }

    private Uni<Response> refuse() {
        metrics.count(IngestOutcome.BAD_SIGNATURE);
        return Uni.createFrom().failure(WhatsAppSignature.refusal());
    }
}

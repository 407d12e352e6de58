package com.callmissed.nativeimage;

import java.util.Map;

import com.callmissed.nativeimage.Transcript.Exchange;
import com.callmissed.nativeimage.Transcript.Request;
import com.callmissed.testing.ModelServer.Reply;
import com.callmissed.testing.TwilioBot;

import static org.assertj.core.api.Assertions.assertThat;

/** One phone call: a question that the bot replies to, a request for a person, the end. */
final class ParityCalls {
    static final String ACCOUNT = "AC1";
    static final String AUTH_TOKEN = "auth-token-of-tests";
    static final String NUMBER = "+14155550188";

    private static final String WEBHOOKS = "/api/v1/webhooks/twilio";
    private static final String CALL = "CA00000000000000000000000000000077";
    private static final String ANSWER = "Until six";

    private ParityCalls() {}

    static void send(ParityRun run) {
        run.model.replies(request -> Reply.text(ANSWER));
        Exchange told =
                run.transcript.record("A call", post("/voice", "CallStatus", "ringing", "Direction", "inbound"));
        told = run.transcript.send(
                post(action(told), "CallStatus", "in-progress", "SpeechResult", "How long?", "Confidence", "0.9"));
        while (told.body().contains("One moment, please.")) {
            told = run.transcript.send(post(redirect(told), "CallStatus", "in-progress"));
        }
        run.transcript.note("What the caller hears", told.body());
        run.awaitEvents(1, "message.status", "\"content\":\"" + ANSWER + "\"", "\"status\":\"sent\"");
        Exchange handover = run.transcript.record(
                "Words that a caller says to reach a person",
                post(action(told), "CallStatus", "in-progress", "SpeechResult", "An agent, please"));
        assertThat(handover.body()).contains("<Hangup");
        run.awaitEvents(1, "message.received", "An agent, please");
        run.transcript.record("The call ends", post("/status", "CallStatus", "completed", "CallDuration", "93"));
        run.call("The call", "GET", "/api/v1/conversations?channel=voice");
    }

    /** Where Twilio sends what the caller says, below the path of the webhooks. */
    private static String action(Exchange told) {
        return target(told, "(?s).*action=\"[^\"]*" + WEBHOOKS + "([^\"]*)\".*");
    }

    private static String redirect(Exchange told) {
        return target(told, "(?s).*<Redirect[^>]*>[^<]*" + WEBHOOKS + "([^<]*)<.*");
    }

    private static String target(Exchange told, String pattern) {
        assertThat(told.body()).matches(pattern);
        return told.body().replaceAll(pattern, "$1").replace("&amp;", "&");
    }

    private static Request post(String target, String... parameters) {
        String form = TwilioBot.form("AccountSid", ACCOUNT, "CallSid", CALL, "From", "+16505550122", "To", NUMBER) + "&"
                + TwilioBot.form(parameters);
        String path = WEBHOOKS + target;
        return new Request(
                "POST",
                path,
                Map.of(
                        "Content-Type",
                        "application/x-www-form-urlencoded",
                        TwilioBot.HEADER,
                        TwilioBot.sign(TwilioBot.PUBLIC_URL + path, form, AUTH_TOKEN)),
                form);
    }
}

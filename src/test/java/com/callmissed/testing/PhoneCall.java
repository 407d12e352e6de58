package com.callmissed.testing;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.restassured.response.ValidatableResponse;

import static org.assertj.core.api.Assertions.assertThat;

/** One call from Twilio's side: follows the instructions of the service and posts what the caller does. */
public final class PhoneCall {
    private static final String ONE_MOMENT = "One moment, please.";

    private final TwilioBot bot;
    private final String sid;
    private final String caller;
    private Twiml told;

    private PhoneCall(TwilioBot bot, String caller) {
        this.bot = bot;
        this.sid = "CA" + UUID.randomUUID().toString().replace("-", "");
        this.caller = caller;
    }

    public static PhoneCall to(TwilioBot bot) {
        return new PhoneCall(bot, Api.randomNumber());
    }

    public static PhoneCall from(String caller, TwilioBot bot) {
        return new PhoneCall(bot, caller);
    }

    /** A call that the bot has greeted. */
    public static PhoneCall answered(TwilioBot bot) {
        PhoneCall call = to(bot);
        call.ring();
        return call;
    }

    public String sid() {
        return sid;
    }

    public String caller() {
        return caller;
    }

    public Twiml ring() {
        return post(TwilioBot.VOICE, "CallStatus", "ringing", "Direction", "inbound");
    }

    /** What the caller says while Twilio listens. */
    public Twiml say(String words) {
        return post(listening(), "CallStatus", "in-progress", "SpeechResult", words, "Confidence", "0.9");
    }

    /** The keys that the caller presses while Twilio listens. */
    public Twiml press(String keys) {
        return post(listening(), "CallStatus", "in-progress", "Digits", keys, "msg", "Gather End", "FinishedOnKey", "");
    }

    /** The caller speaks, and holds whenever the bot asks for it. */
    public Twiml ask(String words) {
        say(words);
        return hold();
    }

    /** The caller holds whenever the bot asks for it. */
    public Twiml hold() {
        while (told.names().equals(List.of("Say", "Redirect"))) {
            assertThat(told.said()).containsExactly(ONE_MOMENT);
            waitOn();
        }
        return told;
    }

    /** Twilio continues after a filler, or because the caller has said nothing. */
    public Twiml waitOn() {
        return post(redirect(), "CallStatus", "in-progress");
    }

    public ValidatableResponse status(String status, String duration) {
        return bot.post(TwilioBot.STATUS, form("CallStatus", status, "CallDuration", duration));
    }

    /** The address that the caller's words would go to. */
    public String listening() {
        return target(told.verb("Gather").getAttribute("action"));
    }

    public String redirect() {
        return target(told.verb("Redirect").getTextContent());
    }

    public Twiml told() {
        return told;
    }

    public Twiml post(String target, String... more) {
        told = Twiml.parse(raw(target, more));
        return told;
    }

    /** The response as it came. Twilio does not continue with it. */
    public String raw(String target, String... more) {
        return bot.post(target, form(more))
                .statusCode(200)
                .contentType("application/xml")
                .extract()
                .asString();
    }

    public String form(String... more) {
        return TwilioBot.form(
                        "AccountSid",
                        bot.accountSid(),
                        "ApiVersion",
                        "2010-04-01",
                        "CallSid",
                        sid,
                        "From",
                        caller,
                        "To",
                        bot.phoneNumber())
                + (more.length == 0 ? "" : "&" + TwilioBot.form(more));
    }

    /** The one conversation of this call. */
    public Map<String, Object> conversation() {
        List<Map<String, Object>> found = bot.conversations().stream()
                .filter(conversation -> Map.of("call_id", sid).equals(conversation.get("metadata")))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    public String conversationId() {
        return (String) conversation().get("id");
    }

    public List<Map<String, Object>> messages() {
        return bot.messages(conversationId());
    }

    public ValidatableResponse autoreply(boolean enabled) {
        return bot.call("/api/v1/conversations/" + conversationId() + "/autoreply", Map.of("enabled", enabled))
                .statusCode(200);
    }

    /** Keeps the bot from replying, as if another process did it. */
    public void holdAnswers() {
        Database.update("""
                INSERT INTO autoreply_turn (tenant_id, conversation_id, asked_seq, control_epoch, claim, first_asked_at,
                    due_at)
                VALUES (?, ?, 1, 0, gen_random_uuid(), now(), now() + interval '1 hour')
                """, bot.tenant(), UUID.fromString(conversationId()));
    }

    /** Lets the bot reply to what it was asked meanwhile. */
    public void releaseAnswers() {
        Database.update("UPDATE autoreply_turn SET claim = NULL, due_at = now() WHERE tenant_id = ?", bot.tenant());
    }

    private static String target(String url) {
        assertThat(url).startsWith(TwilioBot.PUBLIC_URL + TwilioBot.GATHER);
        return url.substring(TwilioBot.PUBLIC_URL.length());
    }
}

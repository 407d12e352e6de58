package com.callmissed.nativeimage;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.callmissed.nativeimage.Transcript.Exchange;
import com.callmissed.nativeimage.Transcript.Request;
import com.callmissed.testing.ModelServer.Reply;
import com.callmissed.testing.TestTokens;

/** Requests of API clients, and their refusals. The bot of these requests is switched off. */
final class ParityRequests {
    private static final String BOTS = "/api/v1/bots";
    private static final String KEYS = "/api/v1/keys";
    private static final String CONVERSATIONS = "/api/v1/conversations";
    private static final String BOT = "{\"name\":\"Desk\",\"type\":\"whatsapp\",\"system_prompt\":\"Be kind\","
            + "\"config\":{\"greeting\":\"Hi\",\"n\":1.50}}";

    private final ParityRun run;
    private final String bot;

    private ParityRequests(ParityRun run) {
        this.run = run;
        this.bot = run.call("Create a bot", "POST", BOTS, BOT).id();
    }

    static void send(ParityRun run) {
        ParityRequests requests = new ParityRequests(run);
        requests.platform();
        requests.bots();
        requests.answers();
        requests.keys();
        String conversation = requests.conversations();
        requests.contacts(conversation);
        requests.refusals(conversation);
        requests.failures(conversation);
    }

    private void platform() {
        // The database has been checked.
        ParityRun.await(() -> run.transcript
                .send(new Request("GET", "/q/health/ready", Map.of(), null))
                .json()
                .at("/checks")
                .toString()
                .contains("\"outbound\":\"on\""));
        for (String path : List.of("/q/health/live", "/q/health/ready", "/q/health/started")) {
            run.transcript.record(path, new Request("GET", path, Map.of(), null));
        }
        Exchange document = run.transcript.send(new Request("GET", "/q/openapi?format=json", Map.of(), null));
        run.transcript.note("The OpenAPI document", document.json().toPrettyString());
    }

    private void bots() {
        run.call("List bots", "GET", BOTS);
        run.call("Get a bot", "GET", BOTS + "/" + bot);
        run.call(
                "Change a bot",
                "PUT",
                BOTS + "/" + bot,
                "{\"name\":\"Front desk\",\"config\":{\"greeting\":\"Hello\"}}");
        run.call(
                "Connect WhatsApp",
                "PUT",
                BOTS + "/" + bot + "/channel",
                "{\"phone_number_id\":\"1001\",\"access_token\":\"token-of-tests\","
                        + "\"app_secret\":\"app-secret-of-tests\",\"verify_token\":\"verify-token-of-tests\"}");
        run.call(
                "Connect Twilio",
                "PUT",
                BOTS + "/" + bot + "/channel",
                "{\"account_sid\":\"AC1\",\"auth_token\":\"0123456789abcdef\",\"phone_number\":\"+14155550177\"}");
        run.call("Show channels", "GET", BOTS + "/" + bot + "/channel");
        run.call("Switch a bot off", "POST", BOTS + "/" + bot + "/toggle");
        String other = run.call("Create a bot of another type", "POST", BOTS, "{\"name\":\"Menu\",\"type\":\"ivr\"}")
                .id();
        run.call(
                "Take a number that is taken",
                "PUT",
                BOTS + "/" + other + "/channel",
                "{\"account_sid\":\"AC1\",\"auth_token\":\"0123456789abcdef\",\"phone_number\":\"+14155550177\"}");
        run.call("Remove the channels of a bot", "DELETE", BOTS + "/" + other + "/channel");
        run.call("Delete a bot", "DELETE", BOTS + "/" + other);
    }

    private void answers() {
        String path = BOTS + "/" + bot + "/answers";
        String body = "{\"title\":\"Hours\",\"answer\":\"From 10 to 16.\",\"questions\":[\"%s\"],\"automatic\":%s}";
        String answer = run.call("Save an answer", "POST", path, body.formatted("When do you open?", true))
                .id();
        run.call(
                "Save an answer without questions",
                "POST",
                path,
                "{\"title\":\"Thanks\",\"answer\":\"You are welcome.\"}");
        run.call("Save an answer to nothing", "POST", path, body.formatted("Is it?", true));
        run.call("Replace an answer", "PUT", path + "/" + answer, body.formatted("Opening hours", false));
        run.call("List answers", "GET", path + "?limit=1");
        run.call("Delete an answer", "DELETE", path + "/" + answer);
        run.call("Delete it again", "DELETE", path + "/" + answer);
    }

    private void contacts(String conversation) {
        String contact = run.call("Get the conversation of a contact", "GET", CONVERSATIONS + "/" + conversation)
                .json()
                .path("contact_id")
                .asText();
        String path = "/api/v1/contacts/" + contact;
        run.call("List contacts", "GET", "/api/v1/contacts?limit=1");
        run.call("Find a contact by a number", "GET", "/api/v1/contacts?external_id=0014155550101");
        run.call("Name a contact", "PATCH", path, "{\"name\":\"Asha Rao\",\"attributes\":{\"number\":\"K-1042\"}}");
        run.call("Find a contact by name", "GET", "/api/v1/contacts?q=ash");
        searchTooBroad();
        run.call("Get a contact", "GET", path);
        String call = run.call(
                        "Open a call",
                        "POST",
                        CONVERSATIONS,
                        "{\"bot_id\":\"%s\",\"channel\":\"voice\",\"external_id\":\"+14155550102\"}".formatted(bot))
                .json()
                .path("contact_id")
                .asText();
        run.call("Merge contacts", "POST", path + "/merge", "{\"contact_id\":\"%s\"}".formatted(call));
        run.call("Merge a contact with itself", "POST", path + "/merge", "{\"contact_id\":\"%s\"}".formatted(contact));
        run.call("List the conversations of a contact", "GET", CONVERSATIONS + "?contact_id=" + contact);
    }

    private void searchTooBroad() {
        run.database.execute("""
                INSERT INTO contact (tenant_id, id, name, created_at, updated_at)
                SELECT ?, gen_random_uuid(), 'Crowd', now(), now() FROM generate_series(1, 2001)
                """, run.tenant);
        run.call("Find too many contacts", "GET", "/api/v1/contacts?q=crowd");
        run.database.execute("DELETE FROM contact WHERE tenant_id = ? AND name = 'Crowd'", run.tenant);
    }

    private void keys() {
        String body = "{\"name\":\"Reader\",\"scopes\":[\"conversations:read\",\"bots:write\"],\"rate_limit_rpm\":1}";
        var created = run.call("Create a key", "POST", KEYS, body);
        String key = created.json().path("key").asText();
        run.call("List keys", "GET", KEYS);
        run.call("Get a key", "GET", KEYS + "/" + created.id());
        run.call("Rename a key", "PATCH", KEYS + "/" + created.id(), "{\"name\":\"Renamed\"}");
        run.transcript.record("Read with a key", Request.of("GET", CONVERSATIONS, key));
        run.transcript.record("Read too often", Request.of("GET", CONVERSATIONS, key));
        // The service records the use of a key after the response.
        ParityRun.await(() -> run.transcript
                .send(Request.of("GET", KEYS + "/" + created.id(), run.owner))
                .json()
                .path("last_used_at")
                .isTextual());
        run.call("Rotate a key", "POST", KEYS + "/" + created.id() + "/rotate");
        run.call("Revoke a key", "DELETE", KEYS + "/" + created.id());
        run.call("Rotate a revoked key", "POST", KEYS + "/" + created.id() + "/rotate");
    }

    private String conversations() {
        String open = "{\"bot_id\":\"%s\",\"channel\":\"whatsapp\",\"external_id\":\"%s\","
                + "\"metadata\":{\"source\":\"parity\"}}";
        String first = open.formatted(bot, "+14155550101");
        String id =
                run.call("Open a conversation", "POST", CONVERSATIONS, first).id();
        String path = CONVERSATIONS + "/" + id;
        run.call("Find a conversation", "POST", CONVERSATIONS, first);
        run.call(
                "Open a conversation with too much metadata",
                "POST",
                CONVERSATIONS,
                first.replace("\"parity\"", "\"" + "x".repeat(20_000) + "\""));
        run.call(
                "Open a conversation with an infinite number",
                "POST",
                CONVERSATIONS,
                first.replace("\"parity\"", "[1e400]"));
        run.call("Draft from nothing", "POST", path + "/ai-draft");
        run.call("Reply outside of the window", "POST", path + "/messages", say("assistant", "Hello?"));
        run.call(
                "Switch automatic answers off",
                "POST",
                path + "/autoreply",
                "{\"enabled\":false,\"resume_after\":\"PT2H\",\"reason\":\"Lunch\"}");
        run.call("Append what a customer said", "POST", path + "/messages", say("user", "Where is my order?"));
        run.model.replies(request -> Reply.text("On its way", 7));
        run.call("Draft", "POST", path + "/ai-draft", "{\"instruction\":\"short\"}");
        run.call(
                "Reply to an older state",
                "POST",
                path + "/messages",
                "{\"role\":\"assistant\",\"content\":\"Late\",\"based_on_seq\":0}");
        Request once = Request.of("POST", path + "/messages", run.owner)
                .json(say("user", "Only once"))
                .with("Idempotency-Key", "once");
        run.transcript.record("Append with an idempotency key", once);
        run.transcript.record("Append again", once);
        run.transcript.record("Append something else with the idempotency key", once.body(say("user", "Twice")));
        String key = run.call(
                        "Create a key that may write",
                        "POST",
                        KEYS,
                        "{\"name\":\"Writer\",\"scopes\":[\"conversations:write\"]}")
                .json()
                .path("key")
                .asText();
        run.transcript.record(
                "Append with an API key",
                Request.of("POST", path + "/messages", key).json(say("user", "From another system")));
        run.call("Change a status", "PUT", path + "/status", "{\"status\":\"escalated\"}");
        run.call("Change nothing", "PUT", path + "/status", "{\"status\":\"escalated\"}");
        run.call("Get a conversation", "GET", path);
        run.call("Open a second conversation", "POST", CONVERSATIONS, open.formatted(bot, "+14155550102"));
        run.call("List one", "GET", CONVERSATIONS + "?limit=1");
        run.call(
                "List by activity",
                "GET",
                CONVERSATIONS + "?sort=last_activity&channel=whatsapp&status=escalated&bot_id=" + bot);
        run.call("Read a thread", "GET", path + "/messages");
        run.call("Read the newest", "GET", path + "/messages?limit=1");
        return id;
    }

    private void refusals(String conversation) {
        String path = CONVERSATIONS + "/" + conversation;
        run.transcript.record("No credential", new Request("GET", CONVERSATIONS, Map.of(), null));
        run.transcript.record("A wrong key", Request.of("GET", CONVERSATIONS, "cm_live_wrong"));
        run.transcript.record("A wrong token", Request.of("GET", CONVERSATIONS, "x.y.z"));
        String expired = TestTokens.sign(
                TestTokens.claims(run.tenant, "owner").issuedAt(1_000_000_000L).expiresAt(1_000_003_600L));
        run.transcript.record("An expired token", Request.of("GET", CONVERSATIONS, expired));
        run.transcript.record("A role that may not", Request.of("GET", KEYS, TestTokens.of(run.tenant, "agent")));
        run.call("Nobody's path", "GET", "/nowhere");
        run.call("Nobody's id", "GET", CONVERSATIONS + "/" + new UUID(0, 1));
        run.call("A wrong method", "PATCH", BOTS);
        run.transcript.record(
                "A wrong media type to send",
                Request.of("POST", BOTS, run.owner)
                        .with("Content-Type", "text/plain")
                        .body("x"));
        run.transcript.record(
                "A wrong media type to receive",
                Request.of("GET", BOTS, run.owner).with("Accept", "image/png"));
        run.call("No JSON", "POST", BOTS, "{");
        run.call("Too much", "POST", BOTS, "{\"name\":\"" + "x".repeat(1_100_000) + "\"}");
        run.call("A wrong cursor", "GET", CONVERSATIONS + "?cursor=x");
        run.call("A wrong enum and a missing field", "POST", BOTS, "{\"type\":\"y\"}");
        run.call("A missing field", "POST", BOTS, "{\"type\":\"ivr\"}");
        run.call("An unknown field", "POST", BOTS, "{\"name\":\"x\",\"type\":\"ivr\",\"colour\":1}");
        run.call("A string that is too long", "POST", BOTS, "{\"name\":\"" + "x".repeat(256) + "\",\"type\":\"ivr\"}");
        run.call("Numbers out of range", "GET", CONVERSATIONS + "?limit=0");
        run.call("More numbers out of range", "GET", CONVERSATIONS + "?limit=501");
        run.call("A wrong id", "GET", CONVERSATIONS + "/1");
        run.call("A wrong status", "PUT", path + "/status", "{\"status\":\"done\"}");
        run.call("A wrong duration", "POST", path + "/autoreply", "{\"enabled\":false,\"resume_after\":\"soon\"}");
        run.call(
                "A duration out of range",
                "POST",
                path + "/autoreply",
                "{\"enabled\":false,\"resume_after\":\"PT0S\"}");
        run.call("A wrong channel", "PUT", BOTS + "/" + bot + "/channel", "{\"phone_number_id\":\"a b\"}");
        run.call("A wrong scope", "POST", KEYS, "{\"name\":\"x\",\"scopes\":[\"everything\"],\"rate_limit_rpm\":0}");
    }

    private void failures(String conversation) {
        String path = CONVERSATIONS + "/" + conversation;
        run.model.replies(request -> Reply.error(503));
        run.call("The model is away", "POST", path + "/ai-draft");
        run.database.execute(
                "UPDATE bot_channel SET credentials = decode('00', 'hex') WHERE tenant_id = ?", run.tenant);
        run.call("Secrets that nobody can open", "GET", BOTS + "/" + bot + "/channel");
        run.database.execute("DELETE FROM bot_channel WHERE tenant_id = ?", run.tenant);
    }

    private static String say(String role, String content) {
        return "{\"role\":\"%s\",\"content\":\"%s\"}".formatted(role, content);
    }
}

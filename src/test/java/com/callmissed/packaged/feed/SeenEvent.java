package com.callmissed.packaged.feed;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One event that a subscriber got.
 *
 * @param place of its message within the conversation; 0 when it has no new message
 * @param token the token of a writer; null in events that have none
 * @param text the whole frame
 */
record SeenEvent(long seq, String tenant, String conversation, int place, String token, String text) {

    static SeenEvent of(JsonNode frame) {
        String type = frame.path("type").asText();
        JsonNode conversation = frame.at("/data/conversation");
        JsonNode message = frame.at("/data/message");
        boolean said = type.equals("message.received") || type.equals("message.sent");
        String token = null;
        if (said) {
            token = Token.in(message.path("content").asText());
        } else if (type.equals("conversation.started")) {
            token = conversation.at("/metadata/token").asText(null);
        }
        return new SeenEvent(
                frame.path("seq").asLong(-1),
                conversation.path("tenant_id").asText(),
                frame.path("conversation_id").asText(),
                said ? message.path("seq").asInt() : 0,
                token,
                frame.toString().intern()); // each is seen many times
    }
}

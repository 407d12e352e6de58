package com.callmissed.realtime.socket;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;

import com.callmissed.realtime.FrameText;

/** Parses the frames of clients and creates the responses. */
@Singleton
class ClientFrames {
    private static final SocketFrame PONG = SocketFrame.of(FrameText.PONG);

    private final ObjectReader reader;

    ClientFrames(ObjectMapper json) {
        this.reader = json.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    SocketFrame answer(String text) {
        JsonNode type;
        try {
            type = reader.readTree(text).path("type");
        } catch (JsonProcessingException e) {
            return error("A frame must be one JSON object");
        }
        if (!type.isTextual()) {
            return error("A frame must be a JSON object with a type");
        }
        return type.textValue().equals("ping") ? PONG : error("The only frame that clients send has the type ping");
    }

    SocketFrame answerBinary() {
        return error("A frame must be text");
    }

    SocketFrame answerUnreadable() {
        return error("A frame is too long or cannot be read");
    }

    private static SocketFrame error(String message) {
        return SocketFrame.of(FrameText.malformed(message));
    }
}

package com.callmissed.idempotency;

import java.io.IOException;
import java.io.UncheckedIOException;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import com.callmissed.crypto.SecretBox;
import com.callmissed.http.RequestId;
import com.callmissed.http.ShownOnce;
import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.ErrorBody;

/** Encodes the responses and errors of resources as bytes, and seals them for the database. */
@Singleton
class ResponseCodec {
    private final ObjectMapper mapper;
    private final SecretBox box;

    ResponseCodec(ObjectMapper mapper, SecretBox box) {
        this.mapper = mapper;
        this.box = box;
    }

    StoredResponse encode(Response response) {
        return encode(response, response.getEntity());
    }

    /** Encodes the response without the secret that it shows once, so that the secret is never stored. */
    StoredResponse encodeForReplay(Response response) {
        Object entity = response.getEntity();
        return encode(response, entity instanceof ShownOnce once ? withoutSecret(once) : entity);
    }

    private ObjectNode withoutSecret(ShownOnce response) {
        ObjectNode json = mapper.valueToTree(response);
        return json.putNull(response.secretField());
    }

    private StoredResponse encode(Response response, Object entity) {
        byte[] body = entity == null ? new byte[0] : json(entity);
        return new StoredResponse(response.getStatus(), response.getHeaderString(HttpHeaders.LOCATION), body);
    }

    StoredResponse encode(ApiException refusal) {
        return new StoredResponse(refusal.code().status(), null, json(ErrorBody.of(refusal, RequestId.current())));
    }

    byte[] seal(RequestKey key, StoredResponse answer) {
        return box.seal(json(answer), key.place());
    }

    StoredResponse open(RequestKey key, byte[] sealed) {
        try {
            return mapper.readValue(box.open(sealed, key.place()), StoredResponse.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] json(Object value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}

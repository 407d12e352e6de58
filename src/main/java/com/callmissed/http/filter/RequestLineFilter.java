package com.callmissed.http.filter;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import jakarta.enterprise.event.Observes;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

import com.callmissed.http.error.ApiException;

/**
 * Refuses a URI or headers that are too long, and invalid percent-encoding: broken, not UTF-8, or with a NUL character.
 * PostgreSQL cannot store NUL, and would fail at the statement.
 */
public class RequestLineFilter {
    static final int MAX_URI_CHARACTERS = 8 * 1024;
    static final int MAX_HEADER_CHARACTERS = 16 * 1024;

    private static final int AFTER_THE_REQUEST_ID = 9_900;

    void register(@Observes Filters filters) {
        filters.register(RequestLineFilter::check, AFTER_THE_REQUEST_ID);
    }

    private static void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        checkLength(request);
        if (!isUri(request.uri())) {
            throw ApiException.malformed("The URI is not valid");
        }
        int headers = 0;
        for (var header : request.headers()) {
            headers += header.getKey().length() + header.getValue().length();
        }
        if (headers > MAX_HEADER_CHARACTERS) {
            throw longHeaders();
        }
        checkText(request.uri());
        context.next();
    }

    /**
     * Checks the length of the URI.
     *
     * @throws ApiException malformed_request for a URI of more than 8192 characters
     */
    public static void checkLength(HttpServerRequest request) {
        if (request.uri().length() > MAX_URI_CHARACTERS) {
            throw longUri();
        }
    }

    static ApiException longUri() {
        return ApiException.malformed("The URI is longer than " + MAX_URI_CHARACTERS + " characters");
    }

    static ApiException longHeaders() {
        return ApiException.malformed("The headers are longer than " + MAX_HEADER_CHARACTERS + " characters");
    }

    /** Replaces the platform's check, which Main turns off because it would respond without the envelope. */
    private static boolean isUri(String uri) {
        try {
            new URI(uri);
            return true;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    static void checkText(String uri) {
        if (uri.indexOf('%') < 0) {
            return;
        }
        int question = uri.indexOf('?');
        String path = question < 0 ? uri : uri.substring(0, question);
        refuseNul("path", decode(path));
        if (question >= 0) {
            for (String parameter : uri.substring(question + 1).split("&")) {
                int equals = parameter.indexOf('=');
                String name = decode(equals < 0 ? parameter : parameter.substring(0, equals));
                refuseNul("query", name);
                refuseNul(name, equals < 0 ? "" : decode(parameter.substring(equals + 1)));
            }
        }
    }

    private static void refuseNul(String field, String text) {
        if (text.indexOf('\0') >= 0) {
            throw ApiException.invalid(field, "must not contain a NUL character");
        }
    }

    /** Percent-decodes (RFC 3986, section 2.1). Accepts only UTF-8 and replaces nothing. */
    private static String decode(String encoded) {
        ByteBuffer bytes = ByteBuffer.allocate(encoded.length() * 3);
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c != '%') {
                bytes.put(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            int high = i + 2 < encoded.length() ? Character.digit(encoded.charAt(i + 1), 16) : -1;
            int low = i + 2 < encoded.length() ? Character.digit(encoded.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) {
                throw ApiException.malformed("The URI is not valid percent-encoded UTF-8");
            }
            bytes.put((byte) (high << 4 | low));
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw ApiException.malformed("The URI is not valid percent-encoded UTF-8");
        }
    }
}

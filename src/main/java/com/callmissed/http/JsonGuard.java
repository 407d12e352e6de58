package com.callmissed.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;

/** Lets only well-formed JSON reach the records, see {@link JsonText}. An empty body is for the resource to judge. */
@Provider
class JsonGuard implements ReaderInterceptor {
    private final JsonText text = new JsonText();

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        MediaType type = context.getMediaType();
        if (type != null && MediaType.APPLICATION_JSON_TYPE.isCompatible(type)) {
            byte[] body = context.getInputStream().readAllBytes();
            if (body.length > 0) {
                text.check(body);
            }
            context.setInputStream(new ByteArrayInputStream(body));
        }
        return context.proceed();
    }
}

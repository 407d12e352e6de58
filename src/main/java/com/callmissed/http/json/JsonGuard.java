package com.callmissed.http.json;

import java.io.ByteArrayInputStream;
import java.io.IOException;

import jakarta.ws.rs.ConstrainedTo;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;

/**
 * Checks the JSON of clients before it reaches a record, see {@link JsonText}. An empty body is left to the resource.
 * Responses of other services are not checked here.
 */
@Provider
@ConstrainedTo(RuntimeType.SERVER)
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

package com.callmissed.openapi;

import java.util.ArrayList;
import java.util.List;

import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem.HttpMethod;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

import com.callmissed.events.EventCursor;

/** Adds the errors and headers that follow from the kind of an operation. */
final class CommonResponses {
    private CommonResponses() {}

    /** Adds references to the responses, headers and parameters that the operation does not declare itself. */
    static void addTo(Operation operation, HttpMethod verb, boolean secured) {
        for (String status : errors(operation, verb, secured)) {
            if (!operation.getResponses().hasAPIResponse(status)) {
                operation
                        .getResponses()
                        .addAPIResponse(status, OASFactory.createAPIResponse().ref(status));
            }
        }
        operation.getResponses().getAPIResponses().forEach((status, response) -> {
            if (response.getRef() == null) {
                headers(operation, verb, secured, status).forEach(name -> response.addHeader(name, header(name)));
            }
        });
        operation.addParameter(OASFactory.createParameter().ref("RequestId"));
        if (secured && repeatable(verb)) {
            operation.addParameter(OASFactory.createParameter().ref("IdempotencyKey"));
        }
    }

    /** Adds headers to the shared error responses. */
    static void addHeaders(String status, APIResponse shared) {
        shared.addHeader("X-Request-Id", header("X-Request-Id"));
        switch (status) {
            case "401" -> shared.addHeader("WWW-Authenticate", header("WWW-Authenticate"));
            case "429" ->
                List.of("Retry-After", "X-RateLimit-Limit", "X-RateLimit-Remaining")
                        .forEach(name -> shared.addHeader(name, header(name)));
            case "503" -> shared.addHeader("Retry-After", header("Retry-After"));
            default -> {}
        }
    }

    private static List<String> errors(Operation operation, HttpMethod verb, boolean secured) {
        List<String> errors = new ArrayList<>(List.of("400", "406", "413", "500", "503"));
        boolean hasBody = operation.getRequestBody() != null;
        boolean hasParameters = operation.getParameters() != null;
        if (secured) {
            errors.addAll(List.of("401", "403", "429"));
        }
        if (isAny(operation, Parameter.In.PATH)) {
            errors.add("404");
        }
        if (secured && repeatable(verb)) {
            errors.add("409");
        }
        if (hasBody) {
            errors.add("415");
        }
        if (hasBody || hasParameters || repeatable(verb)) {
            errors.add("422");
        }
        return errors;
    }

    private static List<String> headers(Operation operation, HttpMethod verb, boolean secured, String status) {
        List<String> headers = new ArrayList<>(List.of("X-Request-Id"));
        if (secured) {
            headers.addAll(List.of("X-RateLimit-Limit", "X-RateLimit-Remaining"));
        }
        if (secured && repeatable(verb)) {
            headers.add("Idempotent-Replay");
        }
        if (status.equals("201") && !isAny(operation, Parameter.In.PATH)) {
            headers.add("Location");
        }
        if (operation.getParameters() != null
                && operation.getParameters().stream().anyMatch(parameter -> "cursor".equals(parameter.getName()))) {
            headers.addAll(List.of("Link", "X-Next-Cursor"));
        }
        if (operation.getExtensions() != null && operation.getExtensions().containsKey(EventCursor.EXTENSION)) {
            headers.add(EventCursor.HEADER);
        }
        return headers;
    }

    private static boolean repeatable(HttpMethod verb) {
        return verb == HttpMethod.POST || verb == HttpMethod.PUT;
    }

    private static boolean isAny(Operation operation, Parameter.In in) {
        return operation.getParameters() != null
                && operation.getParameters().stream().anyMatch(parameter -> parameter.getIn() == in);
    }

    private static Header header(String name) {
        return OASFactory.createHeader().ref(name);
    }
}

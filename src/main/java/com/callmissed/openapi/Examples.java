package com.callmissed.openapi;

import java.util.List;
import java.util.Map;

import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.examples.Example;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;

/**
 * Adds examples to bodies. A body gets the example with the name of its schema. A response prefers the example with the
 * name of its operation.
 */
final class Examples {
    private static final String SCHEMAS = "#/components/schemas/";

    private final Map<String, Example> examples;

    Examples(Components components) {
        this.examples = components.getExamples();
    }

    void addTo(Operation operation) {
        if (operation.getRequestBody() != null) {
            addTo(operation.getRequestBody().getContent(), null);
        }
        Example own = examples.get(operation.getOperationId());
        operation.getResponses().getAPIResponses().values().forEach(response -> addTo(response.getContent(), own));
    }

    private void addTo(Content content, Example own) {
        if (content != null) {
            content.getMediaTypes().values().stream()
                    .filter(type -> type.getSchema() != null && type.getExample() == null)
                    .forEach(type -> type.setExample(own == null ? of(type.getSchema()) : own.getValue()));
        }
    }

    private Object of(Schema schema) {
        Example one = find(schema.getItems() == null ? schema : schema.getItems());
        if (one == null) {
            return null;
        }
        return schema.getItems() == null ? one.getValue() : List.of(one.getValue());
    }

    private Example find(Schema schema) {
        return schema.getRef() == null ? null : examples.get(schema.getRef().substring(SCHEMAS.length()));
    }
}

package com.callmissed.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem.HttpMethod;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.jboss.jandex.IndexView;

import com.callmissed.security.Scope;

/** Combines {@code META-INF/openapi.yaml} and the scanned annotations into the whole document. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class ApiDocument implements OASFilter {
    private static final String ANSWER = "Response";
    private static final List<String> REQUESTS = List.of("Request", "Options");

    private final DeclaredAccess access;

    public ApiDocument(IndexView index) {
        this.access = new DeclaredAccess(index);
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.getComponents().getResponses().forEach(CommonResponses::addHeaders);
        document.getComponents().getSchemas().forEach(ApiDocument::completeSchema);
        Examples examples = new Examples(document.getComponents());
        document.getPaths().getPathItems().forEach((path, item) -> item.getOperations()
                .forEach((verb, operation) -> {
                    describe(operation, verb, path);
                    dropEmptyBodies(operation);
                    examples.addTo(operation);
                }));
    }

    private void describe(Operation operation, HttpMethod verb, String path) {
        DeclaredAccess.Declared declared = access.of(verb, path);
        operation.setOperationId(operation.getTags().get(0) + "." + declared.methodName());
        operation.setSecurity(new ArrayList<>());
        declared.permission().ifPresent(permission -> require(operation, permission));
        CommonResponses.addTo(operation, verb, declared.permission().isPresent());
    }

    /** Removes bodies without a schema. The scanner adds a body to every response. */
    private static void dropEmptyBodies(Operation operation) {
        for (APIResponse response : operation.getResponses().getAPIResponses().values()) {
            Content content = response.getContent();
            if (content != null
                    && content.getMediaTypes().values().stream().allMatch(type -> type.getSchema() == null)) {
                response.setContent(null);
            }
        }
    }

    /**
     * Adds the access of an operation. Keys have scopes. The management of keys needs a role, which only a dashboard
     * token has.
     */
    private static void require(Operation operation, String permission) {
        boolean isScope = !permission.equals(Scope.MANAGE_KEYS);
        List<String> scopes = isScope ? List.of(permission) : List.of();
        operation.addSecurityRequirement(OASFactory.createSecurityRequirement().addScheme("dashboardToken", scopes));
        if (isScope) {
            operation.addSecurityRequirement(
                    OASFactory.createSecurityRequirement().addScheme("apiKey", scopes));
        }
        String note = isScope ? "Needs the scope `" + permission + "`." : "Needs the role `owner` or `admin`.";
        operation.setDescription(Optional.ofNullable(operation.getDescription())
                .map(description -> description + "\n\n" + note)
                .orElse(note));
    }

    private static void completeSchema(String name, Schema schema) {
        if (schema.getProperties() == null) {
            return;
        }
        if (name.endsWith(ANSWER) && schema.getRequired() == null) {
            // Responses contain nulls: a field is absent only when its record says so.
            schema.setRequired(List.copyOf(schema.getProperties().keySet()));
        } else if (REQUESTS.stream().anyMatch(name::endsWith)) {
            schema.getProperties().forEach((field, property) -> {
                if (schema.getRequired() == null || !schema.getRequired().contains(field)) {
                    schema.addProperty(field, orNull(property));
                }
            });
        }
    }

    /** Allows null in a request, where it counts as an absent field. */
    private static Schema orNull(Schema schema) {
        if (schema.getRef() == null && schema.getType() != null) {
            return schema.addType(Schema.SchemaType.NULL);
        }
        return OASFactory.createSchema()
                .addAnyOf(schema)
                .addAnyOf(OASFactory.createSchema().addType(Schema.SchemaType.NULL));
    }
}

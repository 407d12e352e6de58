package com.callmissed.contact.api;

import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.callmissed.persistence.JsonDocument;

/** The body of a request that changes a contact. An absent field changes nothing, and null clears the field. */
@RegisterForReflection
public final class ContactPatch {
    private String name;

    @Schema(hidden = true)
    private boolean changesName;

    private JsonDocument attributes;

    @Schema(hidden = true)
    private boolean changesAttributes;

    @Schema(nullable = true)
    @Size(min = 1, max = 255)
    @JsonProperty("name")
    public String getName() {
        return name;
    }

    @JsonProperty("name")
    public void setName(String name) {
        this.name = name;
        changesName = true;
    }

    @Schema(nullable = true)
    @JsonProperty("attributes")
    public JsonDocument getAttributes() {
        return attributes;
    }

    @JsonProperty("attributes")
    public void setAttributes(JsonDocument attributes) {
        this.attributes = attributes;
        changesAttributes = true;
    }

    boolean changesName() {
        return changesName;
    }

    boolean changesAttributes() {
        return changesAttributes;
    }
}

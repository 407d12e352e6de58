package com.callmissed.http.error;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** One invalid field. {@code message} completes a sentence that starts with the field's name, without a full stop. */
@RegisterForReflection
public record FieldError(String field, String message) {}

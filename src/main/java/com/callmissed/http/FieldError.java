package com.callmissed.http;

/** One rejected field. {@code message} completes a sentence that starts with the field's name, without a full stop. */
public record FieldError(String field, String message) {}

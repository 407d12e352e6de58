package com.callmissed.http;

import com.fasterxml.jackson.annotation.JsonIgnore;

/** A response with a secret that only the first response to a request shows (contract section 2). */
public interface ShownOnce {
    /** The JSON field of the secret. It is null in a replay. */
    @JsonIgnore
    String secretField();
}

package com.callmissed.draft;

import jakarta.validation.constraints.Size;

/** The optional body of {@code ai-draft}; {@code instruction} may be null. */
public record DraftOptions(@Size(max = 1_000) String instruction) {}

package com.callmissed.draft;

import io.smallrye.mutiny.Uni;

/** Proposes a reply. The same request on the same data gives the same draft, except for the variation of a model. */
public interface Drafter {
    /**
     * Returns a draft. Completes on the caller's Vert.x context if there is one. Holds no database session while it
     * waits for a provider. If the provider fails, an {@link DraftPurpose#AUTOMATIC} request still gets a draft, and a
     * {@link DraftPurpose#DRAFT} may fail with an {@code ApiException}, {@code provider_error}. If the provider is
     * busy, a request that {@code waits} fails with a {@code ModelFailure}.
     */
    Uni<Draft> draft(DraftRequest request);
}

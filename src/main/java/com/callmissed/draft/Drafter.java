package com.callmissed.draft;

import io.smallrye.mutiny.Uni;

/** Proposes a reply. The same request on the same history gives the same draft, as far as the provider allows. */
public interface Drafter {
    /**
     * Ends on the caller's Vert.x context, where it has one. Holds no database session while it waits for a provider. When
     * the provider is away, an {@link DraftPurpose#AUTOMATIC} request still gets a draft, and a {@link DraftPurpose#DRAFT} may fail with
     * an {@code ApiException}, {@code provider_error}.
     */
    Uni<Draft> draft(DraftRequest request);
}

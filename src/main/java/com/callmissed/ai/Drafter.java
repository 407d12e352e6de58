package com.callmissed.ai;

import io.smallrye.mutiny.Uni;

/** Proposes a reply. The same request on the same history gives the same draft, as far as the provider allows. */
interface Drafter {
    /** Fails with an {@code ApiException} when the provider is away. Holds no database session while it waits for one. */
    Uni<Draft> draft(DraftRequest request);
}

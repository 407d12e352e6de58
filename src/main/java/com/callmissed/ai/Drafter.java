package com.callmissed.ai;

import io.smallrye.mutiny.Uni;

/** Proposes a reply. The same request on the same history gives the same draft, as far as the provider allows. */
interface Drafter {
    /** The proposed text, never blank; fails with an {@code ApiException} when the provider is away. */
    Uni<String> draft(DraftRequest request);
}

package com.callmissed.draft;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;

import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.ErrorCode;

/** Drafts for people. Reads only: nothing is stored and nothing is sent. */
@ApplicationScoped
class Drafts {
    private final DraftStore store;
    private final Drafter drafter;

    Drafts(DraftStore store, Drafter drafter) {
        this.store = store;
        this.drafter = drafter;
    }

    Uni<DraftResponse> draft(UUID tenantId, UUID conversationId, String instruction) {
        return store.request(tenantId, conversationId, instruction)
                .invoke(request -> {
                    if (request.basedOnSeq() == 0) {
                        throw new ApiException(
                                ErrorCode.EMPTY_CONVERSATION, "The conversation has no message to draft a reply to");
                    }
                })
                .chain(request -> drafter.draft(request).map(draft -> DraftResponse.of(draft, request)));
    }
}

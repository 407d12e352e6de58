package com.callmissed.bot;

import java.util.UUID;

import io.smallrye.mutiny.Uni;

/** What another package keeps for a bot, and deletes with it. */
public interface BotOwned {
    /** Runs in the unit of work that deletes the bot, with the row of the bot locked. */
    Uni<Void> forget(UUID tenantId, UUID botId);
}

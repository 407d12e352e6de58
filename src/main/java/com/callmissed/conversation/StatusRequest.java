package com.callmissed.conversation;

import jakarta.validation.constraints.NotNull;

/** Where a conversation shall stand. */
public record StatusRequest(@NotNull ConversationStatus status) {}

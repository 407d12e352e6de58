package com.callmissed.conversation;

import jakarta.validation.constraints.NotNull;

import com.callmissed.thread.ConversationStatus;

/** Where a conversation shall stand. */
public record StatusRequest(@NotNull ConversationStatus status) {}

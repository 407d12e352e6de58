package com.callmissed.conversation;

import jakarta.validation.constraints.NotNull;

import com.callmissed.thread.ConversationStatus;

/** The body of a request that sets the status of a conversation. */
public record StatusRequest(@NotNull ConversationStatus status) {}

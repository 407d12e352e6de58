package com.callmissed.conversation;

import jakarta.validation.constraints.NotNull;

/** Whether the bot may answer by itself. */
public record AutoreplyRequest(@NotNull Boolean enabled) {}

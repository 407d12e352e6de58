package com.callmissed.conversation;

import java.util.UUID;

/**
 * The requested part of a thread: the newest {@code limit} messages, or those next to a message.
 *
 * @param beforeId only messages older than this one; null for no bound
 * @param afterId only messages newer than this one; null for no bound
 */
record MessageWindow(int limit, UUID beforeId, UUID afterId) {}

package com.callmissed.conversation;

import java.util.UUID;

/**
 * Which part of a thread is wanted: the newest {@code limit} messages, or those next to a message.
 *
 * @param beforeId only older ones than this message; null for no bound, as with {@code afterId}
 */
record MessageWindow(int limit, UUID beforeId, UUID afterId) {}

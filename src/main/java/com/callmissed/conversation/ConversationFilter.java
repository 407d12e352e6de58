package com.callmissed.conversation;

import java.util.UUID;

import com.callmissed.http.Cursor;
import com.callmissed.thread.Channel;
import com.callmissed.thread.ConversationStatus;

/**
 * What a list of conversations shows.
 *
 * @param channel null for all, as with {@code status} and {@code botId}
 * @param after where the page starts; null for the first
 */
record ConversationFilter(
        Channel channel, ConversationStatus status, UUID botId, ConversationSort sort, Cursor after, int limit) {}

package com.callmissed.conversation;

import java.util.UUID;

import com.callmissed.http.Cursor;
import com.callmissed.thread.Channel;
import com.callmissed.thread.ConversationStatus;

/**
 * The filters, the order and the page of a list of conversations.
 *
 * @param channel null for all channels
 * @param status null for all statuses
 * @param botId null for all bots
 * @param contactId null for all contacts
 * @param externalId any spelling of an address; null for all customers
 * @param after where the page starts; null for the first page
 * @param limit the most rows of the page; the statement reads one more
 */
record ConversationFilter(
        Channel channel,
        ConversationStatus status,
        UUID botId,
        UUID contactId,
        String externalId,
        ConversationSort sort,
        Cursor after,
        int limit) {}

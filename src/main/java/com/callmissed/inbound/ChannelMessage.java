package com.callmissed.inbound;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import com.callmissed.contact.Customer;
import com.callmissed.thread.Channel;
import com.callmissed.thread.DeliveryStatus;
import com.callmissed.thread.InboundLimits;
import com.callmissed.thread.MessageRole;
import com.callmissed.thread.MessageType;

/**
 * A message as a provider delivered it.
 *
 * @param role {@code USER} for a message of the customer; {@code ASSISTANT} for the echo of a message that the business
 *     typed elsewhere
 * @param customer who has said it, or to whom the business has said it; null only for the business in a group
 * @param providerMessageId unique per bot; a second delivery of the same id changes nothing
 * @param metadata null if there is none
 * @param hasWords whether the bot may answer the message: a text, a tap or a caption
 * @param sentAt the provider's time, from which the reply window counts; null for the current time
 * @param change what the message does to an earlier one; null if it is a message by itself
 * @param conversationMetadata stored only if this message opens the thread; null if there is none
 * @param groupId the channel's id of the group in which it was said; null for a thread of the customer
 * @param imported the delivery status of a message of an earlier history, which has no effects; null for a message that
 *     arrives now
 */
public record ChannelMessage(
        UUID tenantId,
        UUID botId,
        Channel channel,
        MessageRole role,
        Customer customer,
        String providerMessageId,
        MessageType type,
        String content,
        boolean hasWords,
        Map<String, Object> metadata,
        Instant sentAt,
        MessageChange change,
        Map<String, Object> conversationMetadata,
        String groupId,
        DeliveryStatus imported) {

    /** Returns the same message as one of an earlier history. */
    public ChannelMessage imported(DeliveryStatus status) {
        return with(providerMessageId, change, status);
    }

    /** Returns the same message as a change of an earlier one. */
    public ChannelMessage changing(MessageChange other) {
        return with(providerMessageId, other, imported);
    }

    /** Whether the message is stored without trying first whether it changes or confirms an earlier one. */
    public boolean isOnlyAdded() {
        return (role == MessageRole.USER || imported != null) && !isReplacement();
    }

    /** Whether the message changes an earlier one instead of being stored. */
    boolean isReplacement() {
        return change != null && change.replaces();
    }

    /** The address of the thread: the group, or the best known one of the customer. */
    String address() {
        return groupId == null ? customer.shown() : groupId;
    }

    /** Returns the message as it is stored, see {@link InboundLimits}. */
    ChannelMessage withinLimits() {
        return new ChannelMessage(
                tenantId,
                botId,
                channel,
                role,
                customer == null ? null : customer.withProfileName(InboundLimits.name(customer.profileName())),
                providerMessageId,
                type,
                InboundLimits.content(content),
                hasWords,
                InboundLimits.metadata(metadata, content),
                sentAt,
                change,
                InboundLimits.names(conversationMetadata),
                groupId,
                imported);
    }

    /**
     * Returns the message that is stored in the place of the one that it changes, because that has not arrived. When it
     * arrives later it is a second delivery.
     */
    ChannelMessage inPlaceOfTarget() {
        return with(change.targetId(), null, imported);
    }

    private ChannelMessage with(String id, MessageChange newChange, DeliveryStatus newImported) {
        return new ChannelMessage(
                tenantId,
                botId,
                channel,
                role,
                customer,
                id,
                type,
                content,
                hasWords,
                metadata,
                sentAt,
                newChange,
                conversationMetadata,
                groupId,
                newImported);
    }
}

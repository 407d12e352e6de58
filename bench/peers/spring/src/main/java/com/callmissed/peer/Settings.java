package com.callmissed.peer;

import java.util.UUID;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What the benchmark sets.
 *
 * @param token the only bearer token that is accepted
 * @param tenant the tenant of that token
 * @param list the service's statement for the newest conversations: $1 is the tenant. Returns one row more than a page
 * @param one the service's statement for a conversation: $1 is the tenant, $2 the conversation
 * @param messages the service's statement for the end of a thread: $1 is the tenant, $2 the conversation, $3 the number
 *     of messages, $4 the {@code seq} before which they are. Returns the newest first
 */
@ConfigurationProperties("peer")
record Settings(String token, UUID tenant, String list, String one, String messages) {}

/**
 * WhatsApp Cloud API: Meta's webhook, from the raw bytes to messages and delivery reports.
 *
 * <p>Invariants: nothing of a payload is parsed before its signature is verified over the raw bytes; a payload belongs
 * to the bots whose app secret verifies it, and each of them sees only the changes that name its own number; a field
 * that Meta adds is ignored, a message of a new type is stored with a readable text.
 */
package com.callmissed.whatsapp;

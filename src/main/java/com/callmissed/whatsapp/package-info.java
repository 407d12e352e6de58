/**
 * WhatsApp Cloud API: Meta's webhook, from the raw bytes to messages and delivery reports.
 *
 * <p>Invariants: nothing of a payload is parsed before its signature over the raw bytes is verified. A payload belongs
 * to the bots whose app secret verifies it, and each of them sees only the changes that name its own number. Unknown
 * fields are ignored. A message of an unknown type is stored with a readable text.
 */
package com.callmissed.whatsapp;

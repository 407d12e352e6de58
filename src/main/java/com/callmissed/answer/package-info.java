/**
 * Saved answers: texts that people have written for a bot to use again, and which of them matches a message.
 *
 * <p>Invariants: an answer belongs to one bot and is deleted with it; it matches a message that has every significant
 * word of one of its questions; of several matches the same one is found each time; a search is one bounded statement,
 * for messages of any length.
 */
package com.callmissed.answer;

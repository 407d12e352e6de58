/**
 * Proves that no event is lost, repeated or reordered: compares what was written to two processes with what subscribers
 * got.
 */
package com.callmissed.packaged.feed;

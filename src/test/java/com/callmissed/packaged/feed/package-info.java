/** Proof that no event is lost, repeated or reordered: what was written to two processes, held against what subscribers saw. */
package com.callmissed.packaged.feed;

/** Replicas that are stopped in the middle of a transaction, and databases that say nothing any more. */
package com.callmissed.packaged.frozen;

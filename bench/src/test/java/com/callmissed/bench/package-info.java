/**
 * The benchmark behind {@code bench/run}: scenarios that load the packaged service from another process, count what
 * arrives, and print what they measured. An answer that is not the expected one, or an event that is lost or doubled,
 * ends the run: a fast error is not a result.
 */
package com.callmissed.bench;

/**
 * The benchmark of {@code bench/run}: scenarios that load the packaged service from another process, count what
 * arrives, and print the figures. A wrong response, or a lost or doubled event, ends the run, because a fast error is
 * not a result.
 */
package com.callmissed.bench;

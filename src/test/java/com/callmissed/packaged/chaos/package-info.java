/**
 * Plays faults against running processes, and replays the metrics that they report to the rules of the alerts.
 *
 * @see com.callmissed.packaged.chaos.ChaosIT
 */
package com.callmissed.packaged.chaos;

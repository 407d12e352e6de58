/**
 * What all metrics share: the buckets of histograms, the facts about the build and the export. The metrics themselves
 * are in the packages that they describe. And traces: spans of background work, which rows carry from one process to
 * the next.
 *
 * <p>Invariants: each objective of {@code docs/slo.md} is the boundary of a bucket; no label of a metric and no
 * attribute of a span names a tenant, a customer or anything that a client sent. What is off costs nothing.
 */
package com.callmissed.telemetry;

/**
 * What all metrics share: the buckets of histograms and the facts about the build. The metrics themselves are in the
 * packages that they describe.
 *
 * <p>Invariants: each objective of {@code docs/slo.md} is the boundary of a bucket; no label names a tenant, a customer
 * or anything that a client sent.
 */
package com.callmissed.telemetry;

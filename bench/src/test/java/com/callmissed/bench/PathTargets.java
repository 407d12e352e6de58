package com.callmissed.bench;

/**
 * The targets of a path.
 *
 * @param ratio at least this share of the throughput of its limit; {@link #ANY} for no target
 * @param service at most this many seconds of the service's processor time for 1 000 requests; {@link #ANY} for no
 *     target
 */
record PathTargets(double ratio, double service) {
    static final double ANY = 0;
    static final PathTargets NONE = new PathTargets(ANY, ANY);

    static PathTargets ratio(double ratio) {
        return new PathTargets(ratio, ANY);
    }

    Measure judgeRatio(Measure measure) {
        return ratio == ANY ? measure : measure.atLeast(ratio);
    }

    Measure judgeService(Measure measure) {
        return service == ANY ? measure : measure.atMost(service);
    }
}

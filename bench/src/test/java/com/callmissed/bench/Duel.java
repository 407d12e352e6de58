package com.callmissed.bench;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The same requests to the service and to a peer, one after the other.
 *
 * @param throughput adds the target to the ratio of the requests per second
 * @param cost adds the target to the ratio of the processor time per request
 */
record Duel(
        String name,
        Side service,
        Side peer,
        long database,
        UnaryOperator<Measure> throughput,
        UnaryOperator<Measure> cost) {
    private static final double THOUSAND = 1_000;

    /**
     * One of the two.
     *
     * @param pid the process, whose descendants count too
     */
    record Side(String name, Requests requests, Client client, long pid) {}

    /**
     * The figures of one side.
     *
     * @param own CPU seconds of the side's processes per 1000 requests
     * @param database CPU seconds of the database per 1000 requests
     */
    private record Cost(double perSecond, double own, double database) {}

    void warmUp(Load load, Duration stretch) {
        List.of(service, peer)
                .forEach(side -> WarmUp.of(() -> measure(side, load, stretch).perSecond()));
    }

    /** @param peerFirst whether the peer is measured before the service */
    List<Measure> run(Load load, Duration duration, boolean peerFirst) {
        Cost first = measure(peerFirst ? peer : service, load, duration);
        Cost second = measure(peerFirst ? service : peer, load, duration);
        Cost ours = peerFirst ? second : first;
        Cost theirs = peerFirst ? first : second;
        return List.of(
                throughput.apply(
                        Measure.of(name + ": requests to " + peer.name(), ours.perSecond() / theirs.perSecond(), "")),
                cost.apply(Measure.of(name + ": CPU to " + peer.name(), ours.own() / theirs.own(), "")),
                figure(service, "requests per second", ours.perSecond(), "1/s"),
                figure(peer, "requests per second", theirs.perSecond(), "1/s"),
                figure(service, "CPU per 1000", ours.own(), "s"),
                figure(peer, "CPU per 1000", theirs.own(), "s"),
                figure(service, "database per 1000", ours.database(), "s"),
                figure(peer, "database per 1000", theirs.database(), "s"));
    }

    private Measure figure(Side side, String figure, double value, String unit) {
        return Measure.of(name + ": " + figure + ", " + side.name(), value, unit);
    }

    private Cost measure(Side side, Load load, Duration duration) {
        side.requests().begin();
        Usage own = Usage.of(side.pid());
        Usage ofDatabase = Usage.of(database);
        Load.Answers answers = load.run(side.requests(), side.client(), duration);
        double thousands = answers.count() / THOUSAND;
        Cost cost = new Cost(answers.perSecond(), own.seconds() / thousands, ofDatabase.seconds() / thousands);
        side.requests().check(answers.count());
        return cost;
    }
}

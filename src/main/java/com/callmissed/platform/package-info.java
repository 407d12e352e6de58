/**
 * The only users of non-public classes of Vert.x, Netty, RESTEasy Reactive, Hibernate Reactive and Quarkus, and of
 * Netty where Vert.x has a public alternative. An upgrade of the platform can break only this package.
 *
 * <p>Invariants: each class says why it is needed and which public API would replace it; no type of those internals is
 * in a signature that another package can call; this package depends on no feature, HTTP errors or configuration.
 */
package com.callmissed.platform;

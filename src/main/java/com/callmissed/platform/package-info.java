/**
 * The only users of classes that Vert.x, Netty and RESTEasy Reactive do not publish, and of Netty where Vert.x publishes something
 * of its own: what an upgrade of the platform can break is all here.
 *
 * <p>Invariants: each class says why it is needed and which public API would replace it; no type of those internals is part of a
 * signature that another package can call; nothing here knows a feature, HTTP errors or the configuration.
 */
package com.callmissed.platform;

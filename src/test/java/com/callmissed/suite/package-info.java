/**
 * The two halves of the component tests. Each runs in a JVM of its own, with its own application and PostgreSQL, so
 * that a build uses two processors.
 */
package com.callmissed.suite;

/**
 * Tests of what is in {@code deploy}: the chart, the manifests of kustomize that are rendered from it, and the alerts.
 *
 * <p>Helm runs inside the JVM, as a library of Maven, and reaches no cluster.
 */
package com.callmissed.deploy;

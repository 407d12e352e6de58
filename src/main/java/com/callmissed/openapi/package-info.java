/**
 * Completes the OpenAPI document during the build. What all operations have in common is written once, here and in
 * {@code META-INF/openapi.yaml}, so that the resources declare only the differences.
 *
 * <p>Nothing of this runs in the service. A test compares the document with every response that the tests receive.
 */
package com.callmissed.openapi;

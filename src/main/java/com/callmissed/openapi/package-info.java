/**
 * Completes the OpenAPI document while the application is built: what every operation has in common is written once
 * here and in {@code META-INF/openapi.yaml}, so that the resources declare only what is their own.
 *
 * <p>Nothing of this runs in the service. A test holds the document against every answer that the tests receive.
 */
package com.callmissed.openapi;

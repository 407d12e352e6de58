/**
 * What a native image needs and the JVM does not: registered types, included resources, and static fields that may be
 * part of an image. These rules need no native compiler; {@code ParityIT} compares what a compiled binary responds.
 */
package com.callmissed.nativeimage;

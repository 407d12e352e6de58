/** Endpoints that do nothing, to measure the cost of the HTTP stack. Only the build of the benchmark contains them. */
package com.callmissed.limit;

/** What the HTTP stack itself costs: endpoints that do nothing. Only the benchmark's build contains them. */
package com.callmissed.limit;

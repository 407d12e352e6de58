/** The rules of the architecture, each with its reason. */
package com.callmissed.architecture;

/** The rules of the architecture guide, each with its reason. */
package com.callmissed.architecture;

/** Tests of every operation in the generated API document, which include new operations automatically. */
package com.callmissed.contract;

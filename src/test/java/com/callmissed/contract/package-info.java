/** Tests that go over every operation of the generated API document, so that a new one cannot be forgotten. */
package com.callmissed.contract;

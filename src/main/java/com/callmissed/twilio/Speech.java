package com.callmissed.twilio;

/** A text to say, and its language (a BCP 47 tag such as {@code en-US}). */
record Speech(String text, String language) {}

package com.callmissed.twilio;

/** Something to say, and the language to say it in (a BCP 47 tag such as {@code en-US}). */
record Speech(String text, String language) {}

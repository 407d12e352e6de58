package com.callmissed.suite;

import org.junit.jupiter.api.Tag;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.IncludeEngines;
import org.junit.platform.suite.api.IncludePackages;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** Packages that take about half of the time. */
@Suite
@Tag("component")
@IncludeEngines("junit-jupiter")
@SelectPackages("com.callmissed")
@IncludePackages({
    "com.callmissed.admin",
    "com.callmissed.autoreply",
    "com.callmissed.events",
    "com.callmissed.outbound",
    "com.callmissed.twilio",
    "com.callmissed.whatsapp"
})
@IncludeClassNamePatterns(".*Test")
class FirstHalfSuite {}

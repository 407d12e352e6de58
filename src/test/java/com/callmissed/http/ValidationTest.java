package com.callmissed.http;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.http.error.ErrorCode;
import com.callmissed.testing.PostgresResource;

import static com.callmissed.testing.ErrorEnvelope.assertError;
import static com.callmissed.testing.ErrorEnvelope.assertInvalid;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ValidationTest {
    private static final String ID = "0199c0de-0000-7000-8000-000000000001";
    private static final String INTEGER = "must be a whole number between -2147483648 and 2147483647";

    @Test
    void acceptsWhatIsRight() {
        post("{'display_name':'a','colour':'dark_red','bot_id':'" + ID + "','amount':1,'enabled':true,'strict':false,"
                        + "'expires_at':'2026-11-22T13:00:00Z','colours':['blue'],"
                        + "'config':{'greeting':null,'max_turns':2},"
                        + "'metadata':{'a':{'b':[1,'💥']}}}")
                .statusCode(200)
                .body("colour", equalTo("dark_red"))
                .body("metadata.a.b[1]", equalTo("💥"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'colour':'red'           | colour            | must be one of dark_red, blue",
                "'colour':''              | colour            | must be one of dark_red, blue",
                "'colour':1               | colour            | must be one of dark_red, blue",
                "'colours':['blue','x']   | colours[1]        | must be one of dark_red, blue",
                "'colours':'blue'         | colours           | must be an array",
                "'bot_id':'x'             | bot_id            | must be a UUID",
                "'bot_id':''              | bot_id            | must be a UUID",
                "'bot_id':5               | bot_id            | must be a UUID",
                "'bot_id':{}              | bot_id            | must be a UUID",
                "'bot_id':'1-1-1-1-1'     | bot_id            | must be a UUID",
                "'bot_id':'AAAAAAAAAAAAAAAAAAAAAA==' | bot_id | must be a UUID",
                "'amount':'5'             | amount            | " + INTEGER,
                "'amount':''              | amount            | " + INTEGER,
                "'amount':1.5             | amount            | " + INTEGER,
                "'amount':true            | amount            | " + INTEGER,
                "'amount':99999999999     | amount            | " + INTEGER,
                "'amount':11              | amount            | must be at most 10",
                "'enabled':'true'         | enabled           | must be true or false",
                "'enabled':1              | enabled           | must be true or false",
                "'strict':null            | strict            | must be true or false",
                "'expires_at':'today'     | expires_at        | must be an ISO 8601 timestamp",
                "'expires_at':'2026-11-22T13:00:00' | expires_at | must be an ISO 8601 timestamp",
                "'expires_at':'+999999-01-01T00:00:00Z' | expires_at | must be an ISO 8601 timestamp",
                "'expires_at':5           | expires_at        | must be an ISO 8601 timestamp",
                "'expires_at':''          | expires_at        | must be an ISO 8601 timestamp",
                "'config':[]              | config            | must be an object",
                "'config':'x'             | config            | must be an object",
                "'config':''              | config            | must be an object",
                "'config':{'greeting':5,'max_turns':1}    | config.greeting   | must be a string",
                "'config':{'greeting':true,'max_turns':1} | config.greeting   | must be a string",
                "'config':{'greeting':{},'max_turns':1}   | config.greeting   | must be a string",
                "'config':{'max_turns':1,'other':5}       | config.other      | is not a known field",
                "'config':{}                              | config.max_turns  | is required",
                "'metadata':'x'           | metadata          | must be an object",
                "'metadata':{'a':['x','\\u0000']}         | metadata.a[1]     | must not contain a NUL character",
                "'metadata':{'a\\u0000':1}                | metadata          | must not contain a NUL character",
                "'metadata':{'a':'\\ud800'}               | metadata.a        |"
                        + " must not contain half of a surrogate pair",
                "'metadata':{'\\udc00':1}                 | metadata          |"
                        + " must not contain half of a surrogate pair",
                "'Colour':'blue'          | Colour            | is not a known field",
                "'botId':null             | botId             | is not a known field",
            })
    void namesTheFieldAndWhatItMustBe(String field, String name, String message) {
        String strict = field.contains("strict") ? "" : "'strict':true,";
        assertInvalid(post("{'display_name':'a'," + strict + field + "}"), name, message);
    }

    @Test
    void namesEveryFieldThatBreaksARule() {
        assertInvalid(
                post("{'strict':true,'amount':0,'colours':['blue','blue','blue'],'config':{}}"),
                "amount",
                "must be at least 1",
                "colours",
                "must have a length of 0 to 2",
                "config.max_turns",
                "is required",
                "display_name",
                "is required");
    }

    @Test
    void missesAPrimitiveThatIsAbsent() {
        assertInvalid(post("{'display_name':'a'}"), "strict", "must be true or false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "5", "true", "'x'", "''"})
    void wantsAnObject(String body) {
        assertInvalid(post(body), "body", "must be an object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", " null "})
    void wantsABody(String body) {
        assertError(post(body), ErrorCode.MALFORMED_REQUEST, "A JSON body is required");
    }

    @Test
    void takesNoBodyWhereItIsOptional() {
        given().contentType("application/json")
                .post("/api/v1/probe/optional")
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{'a':[1",
                "   ",
                "{} {}",
                "{}]",
                "{'a':1,'a':2}",
                "{'metadata':{'a':1,'a':2}}",
                "{'a':1,",
                "{a:1}",
                "{'a':NaN}",
                "{'a':01}",
                "nonsense",
                "<a/>",
                "{'a':'\0'}",
                "[1,]",
                "{} // comment"
            })
    void refusesWhatIsNotJson(String body) {
        assertError(post(body), ErrorCode.MALFORMED_REQUEST, "The body is not valid JSON");
    }

    @Test
    void refusesInvalidUtf8AndOtherEncodings() {
        for (byte[] body : new byte[][] {
            {'{', '"', (byte) 0xc3, '"', ':', '1', '}'},
            {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'},
            {'"', (byte) 0xc0, (byte) 0x80, '"'}
        }) {
            assertError(
                    given().contentType("application/json")
                            .body(body)
                            .post("/api/v1/probe")
                            .then(),
                    ErrorCode.MALFORMED_REQUEST,
                    "The body is not valid UTF-8");
        }
        given().contentType("application/json")
                .body("{}".getBytes(java.nio.charset.StandardCharsets.UTF_16LE))
                .post("/api/v1/probe")
                .then()
                .statusCode(400);
    }

    @Test
    void refusesEndlessNesting() {
        post("{'display_name':'a','strict':true,'metadata':{'a':" + "[".repeat(62) + "]".repeat(62) + "}}")
                .statusCode(200);
        post("{'display_name':'a','strict':true,'metadata':{'a':" + "[".repeat(63) + "]".repeat(63) + "}}")
                .statusCode(400);
        post("[".repeat(100_000)).statusCode(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "x                | id     | must be a UUID",
                "1-1-1-1-1        | id     | must be a UUID",
                ID + "?colour=red  | colour | must be one of dark_red, blue",
                ID + "?colour=BLUE | colour | must be one of dark_red, blue",
                ID + "?bot_id=x    | bot_id | must be a UUID",
                ID + "?limit=x     | limit  | must be a whole number",
                ID + "?limit=1.0   | limit  | must be a whole number",
                ID + "?limit=%2B1  | limit  | must be a whole number",
                ID + "?limit=9999999999 | limit | must be a whole number",
                ID + "?limit=0     | limit  | must be at least 1",
                ID + "?limit=10    | limit  | must be at most 9",
                ID + "?deep=yes    | deep   | must be true or false",
                ID + "?q=a%00b     | q      | must not contain a NUL character",
                ID + "?other=%00   | other  | must not contain a NUL character",
                ID + "?%00=x       | query  | must not contain a NUL character",
                "a%00b            | path   | must not contain a NUL character",
            })
    void namesTheParameter(String pathAndQuery, String name, String message) {
        assertInvalid(get(pathAndQuery), name, message);
    }

    @Test
    void readsParametersAndTheirDefaults() {
        get(ID.toUpperCase(java.util.Locale.ROOT) + "?colour=dark_red&deep=true")
                .statusCode(200)
                .body(equalTo("\"5\""));
        get(ID + "?cursor=" + Cursor.of(java.time.Instant.EPOCH, java.util.UUID.fromString(ID)))
                .statusCode(200);
    }

    @Test
    void refusesABadCursorAndBrokenEncoding() {
        assertError(get(ID + "?cursor=x"), ErrorCode.MALFORMED_REQUEST, "bad cursor");
        for (String query : new String[] {"q=%ff", "q=%c3", "q=%ed%a0%80"}) {
            assertError(
                    get(ID + "?" + query), ErrorCode.MALFORMED_REQUEST, "The URI is not valid percent-encoded UTF-8");
        }
    }

    private static ValidatableResponse post(String body) {
        return given().contentType("application/json")
                .body(body.replace('\'', '"'))
                .post("/api/v1/probe")
                .then();
    }

    private static ValidatableResponse get(String pathAndQuery) {
        return given().urlEncodingEnabled(false)
                .get("/api/v1/probe/" + pathAndQuery.strip())
                .then();
    }
}

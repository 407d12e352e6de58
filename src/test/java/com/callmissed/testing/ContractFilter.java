package com.callmissed.testing;

import java.util.List;
import java.util.Optional;

import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;

/** Fails a test that receives a response that is not in the OpenAPI document. */
public final class ContractFilter implements Filter {
    /** MicroProfile Health defines these responses, for any status. */
    private static final String HEALTH = "/q/health";

    @Override
    public Response filter(
            FilterableRequestSpecification request, FilterableResponseSpecification response, FilterContext context) {
        Response answer = context.next(request, response);
        String uri = request.getURI();
        List<String> problems = problems(request.getMethod(), uri, answer);
        if (!problems.isEmpty()) {
            throw new AssertionError("The OpenAPI document does not describe this answer: " + request.getMethod() + " "
                    + uri + " " + answer.statusCode() + " " + answer.asString() + "\n" + String.join("\n", problems));
        }
        return answer;
    }

    private static List<String> problems(String method, String uri, Response answer) {
        if (answer.header("X-Request-Id") == null) {
            return List.of("X-Request-Id is missing");
        }
        if (method.equals("HEAD") || method.equals("OPTIONS")) {
            return List.of();
        }
        String base = uri.replaceFirst("^(https?://[^/?]+).*", "$1");
        ApiContract contract = ApiContract.of(base);
        String path = uri.substring(base.length()).replaceFirst("\\?.*", "");
        Optional<ApiContract.Operation> operation = contract.find(method, path);
        if (operation.isPresent()) {
            return contract.problems(
                    operation.get(), answer.statusCode(), answer.header("Content-Type"), answer.asString());
        }
        boolean error = answer.statusCode() >= 400 && !path.startsWith(HEALTH);
        return error ? contract.envelopeProblems(answer.asString()) : List.of();
    }
}

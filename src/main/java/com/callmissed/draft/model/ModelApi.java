package com.callmissed.draft.model;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jboss.resteasy.reactive.RestResponse;

/** OpenAI's API reference, "Create chat completion", as far as every compatible server has it. */
@RegisterRestClient
@Path("/chat/completions")
interface ModelApi {
    /**
     * The answer comes with any status and as text, so that no library says in a log what it could not read.
     *
     * @param authorization null for none
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    Uni<RestResponse<String>> complete(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, ModelRequest request);
}

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

/** The part of OpenAI's API that every compatible server has (API reference, "Create chat completion"). */
@RegisterRestClient
@Path("/chat/completions")
interface ModelApi {
    /**
     * Returns a response with any status as text. A library that reads the body could log the text that it cannot read.
     *
     * @param authorization null for none
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    Uni<RestResponse<String>> complete(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, ModelRequest request);
}

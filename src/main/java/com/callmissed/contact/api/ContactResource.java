package com.callmissed.contact.api;

import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import com.callmissed.http.Cursor;
import com.callmissed.http.Idempotent;
import com.callmissed.http.Page;
import com.callmissed.security.Caller;
import com.callmissed.security.Scope;

/** Contacts over HTTP (contract section 8). */
@Path("/api/v1/contacts")
@Tag(name = "contacts")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
class ContactResource {
    private final Contacts contacts;
    private final SecurityIdentity identity;

    ContactResource(Contacts contacts, SecurityIdentity identity) {
        this.contacts = contacts;
        this.identity = identity;
    }

    @GET
    @PermissionsAllowed(Scope.READ_CONTACTS)
    @Operation(
            summary = "List contacts, newest first",
            description = "`q` finds the names in which words begin with its words, or a whole number in any spelling."
                    + " A search that more than 2000 contacts match is 400 `query_too_broad`.")
    @APIResponseSchema(ContactResponse[].class)
    public Uni<Response> list(
            @QueryParam("q") @Size(max = 255) String q,
            @QueryParam("external_id") @Size(max = 255) String externalId,
            @QueryParam("limit") @DefaultValue(Page.DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit,
            @QueryParam("cursor") String cursor,
            UriInfo uri) {
        Cursor after = cursor == null ? null : Cursor.parse(cursor);
        ContactFilter filter = new ContactFilter(present(q), present(externalId), after, limit);
        return contacts.list(caller().tenantId(), filter)
                .map(rows -> Page.of(rows, limit, contact -> Cursor.of(contact.createdAt(), contact.id()), uri)
                        .build());
    }

    @GET
    @Path("/{id}")
    @PermissionsAllowed(Scope.READ_CONTACTS)
    @Operation(
            summary = "Get a contact with its conversations",
            description = "Without the scope `conversations:read`, `last_message_preview` is null.")
    public Uni<ContactDetails> get(@PathParam("id") UUID id) {
        boolean readsTexts = caller().may(Scope.READ_CONVERSATIONS);
        return contacts.get(caller().tenantId(), id).map(contact -> readsTexts ? contact : contact.withoutTexts());
    }

    @PATCH
    @Path("/{id}")
    @PermissionsAllowed(Scope.WRITE_CONTACTS)
    @Operation(summary = "Name a contact, or change its attributes")
    public Uni<ContactResponse> patch(@PathParam("id") UUID id, @NotNull @Valid ContactPatch patch) {
        return contacts.patch(caller(), id, patch);
    }

    @POST
    @Idempotent
    @Path("/{id}/merge")
    @PermissionsAllowed(Scope.WRITE_CONTACTS)
    @Operation(summary = "Merge another contact into this one")
    @APIResponseSchema(ContactResponse.class)
    public Uni<Response> merge(@PathParam("id") UUID id, @NotNull @Valid MergeContactRequest request) {
        return contacts.merge(caller(), id, request.contactId())
                .map(contact -> Response.ok(contact).build());
    }

    private static String present(String text) {
        return text == null || text.isBlank() ? null : text;
    }

    private Caller caller() {
        return Caller.of(identity);
    }
}

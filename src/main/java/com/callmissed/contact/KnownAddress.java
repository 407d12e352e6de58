package com.callmissed.contact;

import java.util.List;

/** Finds contacts by any spelling of an address. */
public final class KnownAddress {
    private KnownAddress() {}

    public static boolean isNumber(String text) {
        return CustomerAddress.ofCaller(text, null).isNumber();
    }

    /**
     * Returns a condition: whether the contact has the address. A user id of WhatsApp is looked up for each bot of the
     * tenant. A number has one contact at most, so an index of {@code contact} keeps its order.
     *
     * @param contact the id of the contact in SQL
     * @param tenant the tenant in SQL
     * @param parameters of the statement; those of the condition are added
     */
    public static String of(String contact, String text, String tenant, List<Object> parameters) {
        CustomerAddress address = CustomerAddress.ofCaller(text, null);
        parameters.add(address.identity().kind().value());
        String kind = "$" + parameters.size();
        parameters.add(address.identity().value());
        String value = "$" + parameters.size();
        String known = "(SELECT i.contact_id FROM contact_identity i WHERE i.tenant_id = " + tenant + " AND i.kind = "
                + kind + " AND i.value = " + value;
        if (address.isNumber()) {
            return contact + " = " + known + ")";
        }
        return contact + " IN " + known + """
                 UNION ALL
                SELECT u.contact_id FROM bot b JOIN contact_identity u
                    ON u.tenant_id = b.tenant_id AND u.kind = '%s' AND u.value = b.id::text || '/' || %s::text
                WHERE b.tenant_id = %s)""".formatted(IdentityKind.WHATSAPP_USER.value(), value, tenant);
    }
}

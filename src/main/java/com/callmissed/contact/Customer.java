package com.callmissed.contact;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A customer as a channel names them.
 *
 * @param addresses of one person, each identity once, numbers first; at least one
 * @param profileName the name that the customer has chosen on the channel; null if the channel does not say it
 * @param moved addresses that replace those of the same kind from now on, because the channel says so
 */
public record Customer(List<CustomerAddress> addresses, String profileName, List<CustomerAddress> moved) {
    public Customer {
        addresses = distinct(addresses);
        moved = distinct(moved);
    }

    public static Customer of(CustomerAddress address) {
        return new Customer(List.of(address), null, List.of());
    }

    /** The best known address: a number if there is one. */
    public String shown() {
        return addresses.get(0).shown();
    }

    /** The addresses that are no numbers. */
    public List<CustomerAddress> userIds() {
        return addresses.stream().filter(address -> !address.isNumber()).toList();
    }

    public Customer withProfileName(String name) {
        return new Customer(addresses, name, moved);
    }

    /** Returns the same customer with the best known address only. */
    public Customer withFirstAddress() {
        return new Customer(addresses.subList(0, 1), profileName, List.of());
    }

    private static List<CustomerAddress> distinct(List<CustomerAddress> addresses) {
        Map<Identity, CustomerAddress> first = new LinkedHashMap<>();
        addresses.forEach(address -> first.putIfAbsent(address.identity(), address));
        List<CustomerAddress> sorted = new ArrayList<>(first.values());
        sorted.sort(Comparator.comparing(address -> !address.isNumber()));
        return List.copyOf(sorted);
    }

    /** Without addresses and names. */
    @Override
    public String toString() {
        return "Customer[" + addresses.size() + "]";
    }
}

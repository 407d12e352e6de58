package com.callmissed.bench;

/** A range of numbers, including both ends. Each request and each transaction draws one of them. */
record Numbers(int first, int last) {
    int count() {
        return last - first + 1;
    }
}

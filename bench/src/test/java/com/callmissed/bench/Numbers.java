package com.callmissed.bench;

/** From which one is drawn for each request and each transaction; both ends belong to it. */
record Numbers(int first, int last) {
    int count() {
        return last - first + 1;
    }
}

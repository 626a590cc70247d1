package com.example.shop;

import java.util.Map;

import io.javalin.Javalin;

/** Says what an order costs. */
public final class Billing {

    private static final int CENTS = 995;

    private Billing() {}

    public static void main(String[] args) {
        Javalin.create(config -> config.routes.get(
                        "/bills/{order}",
                        request -> request.json(Map.of("order", request.pathParam("order"), "cents", CENTS))))
                .start(8082);
    }
}

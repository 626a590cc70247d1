package com.example.shop;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import io.javalin.Javalin;

/** Takes orders, and gives each a number. */
public final class Orders {

    private Orders() {}

    public static void main(String[] args) {
        AtomicLong last = new AtomicLong();
        Javalin.create(config -> config.routes.post(
                        "/orders", request -> request.json(Map.of("order", last.incrementAndGet()))))
                .start(8081);
    }
}

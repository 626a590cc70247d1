package com.example.notes;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** Asks the application how it is; ends with 0 when it is well, as HEALTHCHECK wants it. */
public final class HealthCheck {

    private HealthCheck() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        URI health = URI.create("http://localhost:" + System.getenv().getOrDefault("PORT", "8080") + "/health");
        HttpRequest request = HttpRequest.newBuilder(health).build();
        int status = HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
        System.exit(status == 200 ? 0 : 1);
    }
}

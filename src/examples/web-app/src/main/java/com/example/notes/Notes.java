package com.example.notes;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.javalin.Javalin;
import io.javalin.http.HttpStatus;
import io.javalin.http.staticfiles.Location;

/** A web application: a page with the notes of its visitors, which live as long as the process does. */
public final class Notes {

    /** What somebody wrote. */
    public record Note(String text) {}

    private Notes() {}

    public static void main(String[] args) {
        List<Note> notes = new CopyOnWriteArrayList<>();
        Javalin app = Javalin.create(config -> {
            config.staticFiles.add("site", Location.EXTERNAL);
            config.routes.get("/health", request -> request.result("ok"));
            config.routes.get("/notes", request -> request.json(notes));
            config.routes.post("/notes", request -> {
                notes.add(request.bodyAsClass(Note.class));
                request.status(HttpStatus.CREATED);
            });
        });
        app.start(Integer.parseInt(System.getenv().getOrDefault("PORT", "8080")));
    }
}

package dev.imagepack.registry;

/** What a request wants to do with a repository: the actions of a token's scope. */
public enum Access {
    PULL("pull"),
    PUSH("pull,push");

    private final String actions;

    Access(String actions) {
        this.actions = actions;
    }

    /** As the scope of a token names them (distribution project, token scope). */
    public String actions() {
        return actions;
    }
}

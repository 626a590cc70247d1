package dev.imagepack.maven;

/**
 * What every part of a configuration is read with.
 *
 * @param properties the user properties that win over what is written
 * @param faults where faults go
 */
record Reading(UserProperties properties, Faults faults) {

    /** Adds a fault: the element, where it stands, what is wrong with it, and what to write instead. */
    void fault(String path, Place place, String what, String advice) {
        faults.add(path + " (" + place.text() + "): " + what, advice);
    }
}

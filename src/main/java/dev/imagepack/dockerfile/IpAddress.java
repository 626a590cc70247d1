package dev.imagepack.dockerfile;

import java.util.Arrays;
import java.util.List;

/** Knows an IP address by its text; asks no name service, as the JDK's own reader would. */
final class IpAddress {

    private static final int GROUPS = 8;

    private IpAddress() {}

    /** Whether it is an IPv4 or IPv6 address; the latter may stand in brackets. */
    static boolean isValid(String text) {
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        String address = bracketed ? text.substring(1, text.length() - 1) : text;
        return isVersion4(address) || isVersion6(address);
    }

    private static boolean isVersion4(String text) {
        String[] bytes = text.split("\\.", -1);
        return bytes.length == 4 && Arrays.stream(bytes).allMatch(IpAddress::isByte);
    }

    private static boolean isByte(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 3 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits && (text.length() == 1 || !text.startsWith("0")) && Integer.parseInt(text) <= 255;
    }

    /** Eight groups, or fewer around one {@code ::}. */
    private static boolean isVersion6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text, true) == GROUPS;
        }
        int before = groups(text.substring(0, gap), false);
        int after = groups(text.substring(gap + 2), true);
        return before >= 0 && after >= 0 && before + after < GROUPS;
    }

    /** How many groups of 16 bits the text holds, or a number below every other when it is malformed. */
    private static int groups(String text, boolean atEnd) {
        if (text.isEmpty()) {
            return 0;
        }
        List<String> groups = Arrays.asList(text.split(":", -1));
        String last = groups.get(groups.size() - 1);
        boolean endsIn4 = atEnd && isVersion4(last);
        List<String> hex = endsIn4 ? groups.subList(0, groups.size() - 1) : groups;
        boolean valid = hex.stream().allMatch(IpAddress::isGroup);
        return valid ? hex.size() + (endsIn4 ? 2 : 0) : Integer.MIN_VALUE;
    }

    private static boolean isGroup(String text) {
        return !text.isEmpty()
                && text.length() <= 4
                && text.chars().allMatch(c -> c < 0x80 && Character.digit(c, 16) >= 0);
    }
}

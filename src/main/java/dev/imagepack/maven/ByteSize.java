package dev.imagepack.maven;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes as people write it: {@code 5g}, {@code 500 MiB}, {@code 1000000}. */
final class ByteSize {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,15})\\s*([a-z]*)");

    /** More than any disk holds: larger sizes mean the same. */
    private static final BigInteger MOST = BigInteger.TWO.pow(60);

    private ByteSize() {}

    /** The bytes that a text says, whatever its case; a unit alone, or with {@code ib}, is a power of 1024, one with {@code b} of 1000. */
    static Optional<Long> parse(String text) {
        Matcher size = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        return size.matches()
                ? factor(size.group(2))
                        .map(factor -> new BigInteger(size.group(1))
                                .multiply(factor)
                                .min(MOST)
                                .longValue())
                : Optional.empty();
    }

    private static Optional<BigInteger> factor(String unit) {
        return Optional.ofNullable(
                switch (unit) {
                    case "", "b" -> BigInteger.ONE;
                    case "k", "kib" -> BigInteger.TWO.pow(10);
                    case "m", "mib" -> BigInteger.TWO.pow(20);
                    case "g", "gib" -> BigInteger.TWO.pow(30);
                    case "t", "tib" -> BigInteger.TWO.pow(40);
                    case "kb" -> BigInteger.TEN.pow(3);
                    case "mb" -> BigInteger.TEN.pow(6);
                    case "gb" -> BigInteger.TEN.pow(9);
                    case "tb" -> BigInteger.TEN.pow(12);
                    default -> null;
                });
    }
}

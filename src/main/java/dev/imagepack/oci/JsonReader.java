package dev.imagepack.oci;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import dev.imagepack.ImagepackException;

/** Turns bytes into a tree, strictly. Without Jackson's mapper, which takes longer to load than most runs need in all. */
final class JsonReader {

    /** Real documents are 6 deep. */
    private static final int DEEPEST = 64;

    /** No number that anyone wrote by intent is longer. */
    private static final int LONGEST_NUMBER = 1000;

    /** It may quote the document. */
    private static final int LONGEST_REASON = 400;

    private static final String ADVICE =
            "Make or fetch the document again; if it comes out the same, report it to whoever makes it.";

    /** Without the table of names that parsers would share: a daemon must not remember what documents call their keys. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(LONGEST_NUMBER)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private JsonReader() {}

    static JsonNode parse(byte[] bytes, int limit, String place) {
        if (bytes.length > limit) {
            throw new ImagepackException(
                    place + ": has " + bytes.length + " bytes, more than the " + limit + " that are read", ADVICE);
        }
        try (JsonParser parser = FACTORY.createParser(decode(bytes))) {
            JsonNode value = value(parser, parser.nextToken());
            if (parser.nextToken() != null) {
                throw new IOException("something follows the first value");
            }
            return value;
        } catch (IOException | NumberFormatException e) {
            throw new ImagepackException(place + ": is not valid JSON: " + reason(e), ADVICE, e);
        }
    }

    static ObjectNode object(JsonNode value, String place) {
        if (value instanceof ObjectNode object) {
            return object;
        }
        throw new ImagepackException(
                place + ": is a JSON " + value.getNodeType().toString().toLowerCase(Locale.ROOT)
                        + ", expected an object",
                ADVICE);
    }

    private static String decode(byte[] bytes) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException("it is not UTF-8", e);
        }
    }

    /** Jackson's own message repeats the source and its settings on further lines. */
    private static String reason(Exception e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return Quoted.line(end < 0 ? message : message.substring(0, end), LONGEST_REASON);
    }

    private static JsonNode value(JsonParser parser, @Nullable JsonToken token) throws IOException {
        if (token == null) {
            throw new IOException("it is empty or cut short");
        }
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> nodes.textNode(parser.getText());
            case VALUE_NUMBER_INT -> integer(parser.getText());
            case VALUE_NUMBER_FLOAT -> nodes.numberNode(new BigDecimal(parser.getText()));
            case VALUE_TRUE -> nodes.booleanNode(true);
            case VALUE_FALSE -> nodes.booleanNode(false);
            case VALUE_NULL -> nodes.nullNode();
            default -> throw new IOException("unexpected " + token);
        };
    }

    private static JsonNode integer(String digits) {
        BigInteger number = new BigInteger(digits);
        return number.bitLength() < Long.SIZE
                ? JsonNodeFactory.instance.numberNode(number.longValue())
                : JsonNodeFactory.instance.numberNode(number);
    }

    private static ObjectNode object(JsonParser parser) throws IOException {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            object.set(name, value(parser, parser.nextToken()));
        }
        return object;
    }

    private static ArrayNode array(JsonParser parser) throws IOException {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            array.add(value(parser, token));
        }
        return array;
    }
}

package dev.imagepack.maven;

import java.io.File;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.util.List;
import java.util.Properties;
import java.util.function.UnaryOperator;

import org.apache.maven.plugin.descriptor.Parameter;

import dev.imagepack.ImagepackException;

/**
 * Lets {@code -Dimagepack.<parameter>} win over what a pom configures, as {@code -Dimagepack.images.…} does for images.
 * Maven alone lets it win over the default only, and says nothing.
 */
final class UserParameters {

    private static final String PREFIX = "imagepack.";

    /** Of lists that hold no files. */
    private final Properties properties;

    private final UnaryOperator<File> align;

    /**
     * @param properties the user properties of the session
     * @param align makes a relative file one of the module
     */
    UserParameters(Properties properties, UnaryOperator<File> align) {
        this.properties = properties;
        this.align = align;
    }

    /**
     * Sets the fields of a goal.
     *
     * @param parameters those that the goal declares
     * @throws ImagepackException when a property's text does not fit its parameter
     */
    void apply(Goal goal, List<Parameter> parameters) {
        for (Parameter parameter : parameters) {
            String text = properties.getProperty(PREFIX + parameter.getName());
            if (text != null && parameter.isEditable()) {
                set(goal, parameter.getName(), text);
            }
        }
    }

    private void set(Goal goal, String name, String text) {
        try {
            Field field = field(goal.getClass(), name);
            field.setAccessible(true);
            field.set(goal, value(field, name, text.strip()));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the parameter " + name + " has no field", e);
        }
    }

    private static Field field(Class<?> type, String name) throws NoSuchFieldException {
        try {
            return type.getDeclaredField(name);
        } catch (NoSuchFieldException e) {
            if (type.equals(Goal.class)) {
                throw e;
            }
            return field(type.getSuperclass(), name);
        }
    }

    private Object value(Field field, String name, String text) {
        Class<?> type = field.getType();
        if (type.equals(boolean.class)) {
            return flag(name, text);
        } else if (type.equals(int.class)) {
            return number(name, text);
        } else if (type.equals(File.class)) {
            return align.apply(new File(required(name, text)));
        } else if (type.equals(List.class)) {
            return list(field, text);
        } else if (type.equals(String.class)) {
            return text;
        }
        throw new ImagepackException(
                "-D" + PREFIX + name + ": this parameter is not a single value",
                "Write -D" + PREFIX + name + (name.equals("images") ? ".<alias>.<key>" : ".<name>")
                        + "=… for one value inside it.");
    }

    private List<?> list(Field field, String text) {
        boolean files = ((ParameterizedType) field.getGenericType()).getActualTypeArguments()[0].equals(File.class);
        List<String> texts = CommaList.split(text);
        return files ? texts.stream().map(File::new).map(align).toList() : texts;
    }

    /** Without a name a file would be the module itself. */
    private static String required(String name, String text) {
        if (text.isEmpty()) {
            throw new ImagepackException("-D" + PREFIX + name + ": is empty", "Give it a path, or leave it out.");
        }
        return text;
    }

    private static boolean flag(String name, String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new ImagepackException(
                    "-D" + PREFIX + name + ": '" + text + "' is neither true nor false",
                    "Write -D" + PREFIX + name + " or -D" + PREFIX + name + "=false.");
        }
        return text.equals("true");
    }

    private static int number(String name, String text) {
        if (!text.matches("[0-9]{1,6}")) {
            throw new ImagepackException(
                    "-D" + PREFIX + name + ": '" + text + "' is no number", "Write digits, for instance 4.");
        }
        return Integer.parseInt(text);
    }
}
